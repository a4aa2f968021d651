import { useState } from 'react';
import { AuthForm, SwitchLine, useAuthAction } from '@/features/account/AuthForm';
import type { AuthStep } from '@/features/account/AuthScreen';
import { PasswordField } from '@/features/account/PasswordField';
import { Button } from '@/components/Button';
import { Field } from '@/components/Field';
import { resendCode, signInWith } from '@/lib/auth';
import { t } from '@/config/strings';
import styles from '@/features/account/AuthForm.module.css';

interface SignInFormProps {
  email: string;
  setEmail: (email: string) => void;
  go: (step: AuthStep) => void;
  onSignedIn: () => void;
  demo: { email: string; password: string } | undefined;
  notice: string | undefined;
}

export function SignInForm({ email, setEmail, go, onSignedIn, demo, notice }: SignInFormProps) {
  const [password, setPassword] = useState('');
  const { run, busy, problem, setProblem } = useAuthAction();

  async function signIn(as: { email: string; password: string }) {
    const result = await signInWith(as.email, as.password);
    if (result === 'signed-in') return onSignedIn();
    if (result === 'unsupported') return setProblem(t.auth.problems.unsupported ?? t.auth.unknownProblem);
    await resendCode(as.email);
    go({ name: 'confirm', ...as });
  }

  return (
    <AuthForm
      title={t.auth.signInTitle}
      hint={notice}
      problem={problem}
      busy={busy}
      submit={t.auth.signIn}
      submitTestId="sign-in-submit"
      onSubmit={() => void run(() => signIn({ email: email.trim(), password }))}
      footer={
        <>
          <SwitchLine label={t.auth.forgot} onClick={() => go({ name: 'reset' })} />
          <SwitchLine text={t.auth.noAccount} label={t.auth.signUp} onClick={() => go({ name: 'sign-up' })} />
        </>
      }
    >
      {demo && (
        <div className={styles.demo}>
          <p>{t.auth.demoHint}</p>
          <Button
            icon="user"
            disabled={busy}
            data-testid="demo-sign-in"
            onClick={() => void run(() => signIn(demo))}
          >
            {t.auth.demo}
          </Button>
        </div>
      )}
      <Field
        label={t.auth.email}
        type="email"
        value={email}
        required
        autoComplete="username"
        autoFocus
        data-testid="sign-in-email"
        onChange={(event) => setEmail(event.target.value)}
      />
      <PasswordField
        label={t.auth.password}
        value={password}
        onChange={setPassword}
        autoComplete="current-password"
        testId="sign-in-password"
      />
    </AuthForm>
  );
}
