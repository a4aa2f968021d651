/** Short messages at the foot of the page, some with an undo. Screen readers read them out; they disappear by themselves. */
import { createContext, use, useCallback, useMemo, useRef, useState, type ReactNode } from 'react';
import { Button, IconButton } from '@/components/Button';
import { t } from '@/config/strings';
import styles from '@/components/Toasts.module.css';

interface Toast {
  text: string;
  tone?: 'plain' | 'problem';
  action?: { label: string; run: () => void };
  /** It takes the place of the one with the same key. */
  key?: string;
  /** Milliseconds it stays. */
  lasts?: number;
}

interface Shown extends Toast {
  id: number;
}

const ToastContext = createContext<(toast: Toast) => void>(() => undefined);

/** The function that shows a toast. */
export function useToast(): (toast: Toast) => void {
  return use(ToastContext);
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<readonly Shown[]>([]);
  const next = useRef(0);

  const dismiss = useCallback((id: number) => setShown((all) => all.filter((toast) => toast.id !== id)), []);
  const show = useCallback(
    (toast: Toast) => {
      const id = next.current++;
      const others = (all: readonly Shown[]) =>
        toast.key === undefined ? all : all.filter(({ key }) => key !== toast.key);
      setShown((all) => [...others(all).slice(-3), { ...toast, id }]);
      setTimeout(() => dismiss(id), toast.lasts ?? (toast.tone === 'problem' ? 10_000 : 6_000));
    },
    [dismiss],
  );

  const list = useMemo(
    () =>
      shown.map((toast) => (
        <li key={toast.id} className={toast.tone === 'problem' ? styles.problem : styles.toast}>
          <span>{toast.text}</span>
          {toast.action && (
            <Button
              small
              kind="quiet"
              onClick={() => {
                dismiss(toast.id);
                toast.action?.run();
              }}
            >
              {toast.action.label}
            </Button>
          )}
          <IconButton small icon="close" label={t.app.close} onClick={() => dismiss(toast.id)} />
        </li>
      )),
    [shown, dismiss],
  );

  return (
    <ToastContext value={show}>
      {children}
      <div role="status" aria-live="polite" aria-label={t.layout.notices} className={styles.region}>
        <ul>{list}</ul>
      </div>
    </ToastContext>
  );
}
