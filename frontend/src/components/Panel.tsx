import type { ReactNode } from 'react';
import { Button } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { t } from '@/config/late-strings';
import styles from '@/components/Panel.module.css';

interface PanelProps {
  /** What the form is called, for those who do not see where it stands. */
  label?: string;
  problem: string | null;
  busy: boolean;
  submit: string;
  danger?: boolean;
  /** Whether what was typed may be sent. */
  ready?: boolean;
  onSubmit: () => void;
  onCancel: () => void;
  children: ReactNode;
}

/** A form within a dialog: what went wrong, its fields, and the two ways to leave it. */
export function Panel({
  label,
  problem,
  busy,
  submit,
  danger,
  ready = true,
  onSubmit,
  onCancel,
  children,
}: PanelProps) {
  return (
    <form
      className={styles.panel}
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {problem && <Notice>{problem}</Notice>}
      {children}
      <div className={styles.buttons}>
        <Button kind={danger ? 'danger' : 'primary'} type="submit" disabled={busy || !ready}>
          {busy ? t.auth.working : submit}
        </Button>
        <Button kind="quiet" onClick={onCancel}>
          {t.app.cancel}
        </Button>
      </div>
    </form>
  );
}
