import { useState, type FormEvent, type ReactNode } from 'react';
import { Button } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { authProblemCode } from '@/lib/auth-problem';
import { t } from '@/config/strings';
import styles from '@/features/account/AuthForm.module.css';

/** A problem of signing in, as a sentence. */
export function authSentence(error: unknown): string {
  return t.auth.problems[authProblemCode(error)] ?? t.auth.unknownProblem;
}

/** Runs one sign-in step at a time and keeps what went wrong with it. */
export function useAuthAction() {
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function run(action: () => Promise<void>) {
    setBusy(true);
    setProblem(null);
    try {
      await action();
    } catch (error) {
      setProblem(authSentence(error));
    } finally {
      setBusy(false);
    }
  }
  return { run, busy, problem, setProblem };
}

interface AuthFormProps {
  title: string;
  hint?: string | undefined;
  problem: string | null;
  busy: boolean;
  submit: string;
  submitTestId?: string;
  onSubmit: () => void;
  children: ReactNode;
  footer?: ReactNode;
}

export function AuthForm(props: AuthFormProps) {
  function submit(event: FormEvent) {
    event.preventDefault();
    props.onSubmit();
  }
  return (
    <form className={styles.form} onSubmit={submit}>
      <h1 className={styles.title}>{props.title}</h1>
      {props.hint && <p className={styles.hint}>{props.hint}</p>}
      {props.problem && <Notice>{props.problem}</Notice>}
      {props.children}
      <Button kind="primary" type="submit" disabled={props.busy} data-testid={props.submitTestId}>
        {props.busy ? t.auth.working : props.submit}
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
