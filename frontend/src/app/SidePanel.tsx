import type { CSSProperties, ReactNode } from 'react';
import { useReaderWidth } from '@/app/use-reader-width';
import { t } from '@/config/strings';
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
      {name === 'reader' ? (
        <ResizedColumn>{children}</ResizedColumn>
      ) : (
        <aside className={styles[name]}>{children}</aside>
      )}
    </>
  );
}

/** The reader, whose inner edge can be drawn, and moved with the arrow keys. */
function ResizedColumn({ children }: { children: ReactNode }) {
  const { width, separator } = useReaderWidth();
  return (
    <aside
      className={styles.reader}
      style={width === null ? undefined : ({ '--reader-width': `${width}px` } as CSSProperties)}
    >
      {}
      <div
        role="separator"
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        aria-orientation="vertical"
        aria-label={t.content.readerWidth}
        className={styles.separator}
        data-testid="reader-width"
        {...separator}
      />
      {children}
    </aside>
  );
}
