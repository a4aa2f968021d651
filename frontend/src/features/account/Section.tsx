/** What the dialogs about an account are made of: sections, and the form that a section opens. */
import type { ReactNode } from 'react';
import { Button } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { t } from '@/config/late-strings';
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

/** A form of a section: what went wrong, its fields, and the two ways to leave it. */
interface PanelProps {
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

export function Panel({
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
