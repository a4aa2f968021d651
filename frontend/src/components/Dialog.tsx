import { useId, useLayoutEffect, useRef, type ReactNode } from 'react';
import { IconButton } from '@/components/Button';
import { t } from '@/config/strings';
import styles from '@/components/Dialog.module.css';

interface DialogProps {
  title: string;
  /** As wide as the window has room for. */
  wide?: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** A modal dialog; the browser keeps the focus inside it and gives it back. Mount it to open it. */
export function Dialog({ title, wide = false, onClose, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();

  // In the layout's phase: a dialog that has left the page already gives no focus back.
  useLayoutEffect(() => {
    const dialog = ref.current;
    if (dialog && !dialog.open) {
      dialog.showModal();
      // The browser would choose the closing button, as it stands first.
      const field = dialog.querySelector<HTMLInputElement>('input:checked') ?? dialog.querySelector('input');
      field?.focus();
      if (field?.type === 'text') field.select();
    }
    return () => dialog?.close();
  }, []);

  return (
    <dialog
      ref={ref}
      className={wide ? `${styles.dialog} ${styles.wide}` : styles.dialog}
      aria-labelledby={id}
      // React hands the event of a dialog within this one up to here.
      onClose={(event) => event.target === event.currentTarget && onClose()}
    >
      <header className={styles.head}>
        <h2 id={id}>{title}</h2>
        <IconButton icon="close" label={t.app.close} onClick={() => ref.current?.close()} />
      </header>
      <div className={styles.body}>{children}</div>
    </dialog>
  );
}
