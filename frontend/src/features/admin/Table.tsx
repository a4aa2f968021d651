import type { ReactNode } from 'react';
import styles from '@/features/admin/Admin.module.css';

interface TableProps {
  label: string;
  columns: readonly string[];
  children: ReactNode;
}

/** Rows under their columns; a narrow window scrolls them, by keyboard too. */
export function Table({ label, columns, children }: TableProps) {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={label}>
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
