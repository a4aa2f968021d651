import type { ReactNode } from 'react';
import styles from '@/app/SidePanel.module.css';

interface SidePanelProps {
  name: 'reader' | 'documents';
  onDismiss: () => void;
  children: ReactNode;
}

/** A column at the right; over the chat, with a veil behind it, where the window is narrow. */
export function SidePanel({ name, onDismiss, children }: SidePanelProps) {
  return (
    <>
      <div className={styles.veil} aria-hidden="true" onClick={onDismiss} />
      <aside className={styles[name]}>{children}</aside>
    </>
  );
}
