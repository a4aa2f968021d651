import type { ReactNode } from 'react';
import styles from '@/features/account/Section.module.css';

/** A part of a dialog about the account, under its heading. */
export function Section({ title, state, children }: { title: string; state?: string; children: ReactNode }) {
  return (
    <section className={styles.section}>
      <h3 className={styles.heading}>
        {title}
        {state && <span className={styles.state}>{state}</span>}
      </h3>
      {children}
    </section>
  );
}
