import type { ReactNode } from 'react';
import { Logo } from '@/components/Logo';
import styles from '@/app/FullPage.module.css';

/** A page with one thing to say. */
export function FullPage({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <main className={styles.page} role="alert">
      <Logo />
      <h1>{title}</h1>
      <p>{text}</p>
      {children}
    </main>
  );
}
