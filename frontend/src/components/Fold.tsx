import type { ReactNode } from 'react';
import { Icon } from '@/components/Icon';
import styles from '@/components/Fold.module.css';

/** A line that unfolds what lies under it. `open` is how it begins, and follows its caller. */
export function Fold({
  title,
  open = false,
  children,
}: {
  title: string;
  open?: boolean;
  children: ReactNode;
}) {
  return (
    <details className={styles.box} open={open}>
      <summary className={styles.summary}>
        <Icon name="right" size={14} />
        {title}
      </summary>
      {children}
    </details>
  );
}
