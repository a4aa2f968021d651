import { useState, type FormEvent, type ReactNode } from 'react';
import { Button } from '@/components/Button';
import { Notice } from '@/components/Notice';
import type { AuthStep } from '@/features/account/auth-steps';
import { authProblemCode } from '@/lib/auth-problem';
import { t } from '@/config/late-strings';
import { textFor } from '@/config/text-for';
import styles from '@/features/account/AuthForm.module.css';

export interface AuthAction {
  run: (action: () => Promise<void>) => Promise<void>;
  busy: boolean;
  problem: string | null;
}

/** Runs one sign-in step at a time and keeps the sentence about its problem. */
export function useAuthAction(): AuthAction {
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function run(action: () => Promise<void>) {
    setBusy(true);
    setProblem(null);
    try {
      await action();
    } catch (error) {
      setProblem(textFor(t.auth.problems, authProblemCode(error)) ?? t.auth.unknownProblem);
    } finally {
      setBusy(false);
    }
  }
  return { run, busy, problem };
}

interface AuthFormProps {
  form: AuthAction;
  title: string;
  hint?: string | undefined;
  submit: string;
  submitTestId?: string;
  onSubmit: () => Promise<void>;
  children: ReactNode;
  footer?: ReactNode;
}

/** One step before the sign-in: its fields, one button, the problem above and other ways below. */
export function AuthForm({ form, ...props }: AuthFormProps) {
  function submit(event: FormEvent) {
    event.preventDefault();
    void form.run(props.onSubmit);
  }
  return (
    <form className={styles.form} onSubmit={submit}>
      <h1 className={styles.title}>{props.title}</h1>
      {props.hint && <p className={styles.hint}>{props.hint}</p>}
      {form.problem && <Notice>{form.problem}</Notice>}
      {props.children}
      <Button kind="primary" type="submit" disabled={form.busy} data-testid={props.submitTestId}>
        {form.busy ? t.auth.working : props.submit}
      </Button>
      {props.footer && <div className={styles.footer}>{props.footer}</div>}
    </form>
  );
}

/** A line such as "No account yet? Create account". */
export function SwitchLine({ text, label, onClick }: { text?: string; label: string; onClick: () => void }) {
  return (
    <p>
      {text}{' '}
      <button type="button" className={styles.link} onClick={onClick}>
        {label}
      </button>
    </p>
  );
}

export function BackLine({ go }: { go: (step: AuthStep) => void }) {
  return <SwitchLine label={t.auth.backToSignIn} onClick={() => go({ name: 'sign-in' })} />;
}
