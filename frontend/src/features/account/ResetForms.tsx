import { useState } from 'react';
import { AuthForm, SwitchLine, useAuthAction } from '@/features/account/AuthForm';
import type { AuthStep } from '@/features/account/auth-steps';
import { CodeField } from '@/features/account/CodeField';
import { PasswordField } from '@/features/account/PasswordField';
import { Field } from '@/components/Field';
import { normalEmail, requestPasswordReset, setNewPassword } from '@/lib/auth';
import { t } from '@/config/strings';

interface FormProps {
  email: string;
  go: (step: AuthStep) => void;
}

export function ResetForm({ email, setEmail, go }: FormProps & { setEmail: (email: string) => void }) {
  const { run, busy, problem } = useAuthAction();

  async function send() {
    await requestPasswordReset(email);
    go({ name: 'new-password', email: normalEmail(email) });
  }

  return (
    <AuthForm
      title={t.auth.resetTitle}
      hint={t.auth.resetHint}
      problem={problem}
      busy={busy}
      submit={t.auth.sendCode}
      onSubmit={() => void run(send)}
      footer={<SwitchLine label={t.auth.backToSignIn} onClick={() => go({ name: 'sign-in' })} />}
    >
      <Field
        label={t.auth.email}
        type="email"
        value={email}
        required
        autoComplete="username"
        autoFocus
        onChange={(event) => setEmail(event.target.value)}
      />
    </AuthForm>
  );
}

export function NewPasswordForm({ email, hint, go }: FormProps & { hint?: string }) {
  const [code, setCode] = useState('');
  const [resent, setResent] = useState(false);
  const [password, setPassword] = useState('');
  const { run, busy, problem } = useAuthAction();

  async function change() {
    await setNewPassword(email, code, password);
    go({ name: 'sign-in', notice: t.auth.passwordChanged });
  }

  async function resend() {
    await requestPasswordReset(email);
    setResent(true);
  }

  return (
    <AuthForm
      title={t.auth.resetTitle}
      hint={resent ? t.auth.resent : (hint ?? t.auth.confirmHint(email))}
      problem={problem}
      busy={busy}
      submit={t.auth.setPassword}
      onSubmit={() => void run(change)}
      footer={
        <>
          <SwitchLine label={t.auth.resend} onClick={() => void run(resend)} />
          <SwitchLine label={t.auth.backToSignIn} onClick={() => go({ name: 'sign-in' })} />
        </>
      }
    >
      <CodeField value={code} onChange={setCode} />
      <PasswordField
        label={t.auth.newPassword}
        value={password}
        onChange={setPassword}
        autoComplete="new-password"
        hint={t.auth.passwordHint}
      />
    </AuthForm>
  );
}
