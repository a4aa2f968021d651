import { useState } from 'react';
import { AuthForm, SwitchLine, useAuthAction } from '@/features/account/AuthForm';
import { follow, type AuthStep } from '@/features/account/auth-steps';
import { CodeField } from '@/features/account/CodeField';
import { confirmAccount, resendCode, signInWith } from '@/lib/auth';
import { t } from '@/config/strings';

interface ConfirmFormProps {
  email: string;
  password: string;
  go: (step: AuthStep) => void;
  onSignedIn: () => void;
}

export function ConfirmForm({ email, password, go, onSignedIn }: ConfirmFormProps) {
  const [code, setCode] = useState('');
  const [resent, setResent] = useState(false);
  const { run, busy, problem } = useAuthAction();

  async function confirm() {
    await confirmAccount(email, code);
    await follow(await signInWith(email, password), { email, password, go, onSignedIn });
  }

  async function resend() {
    await resendCode(email);
    setResent(true);
  }

  return (
    <AuthForm
      title={t.auth.confirmTitle}
      hint={resent ? t.auth.resent : t.auth.confirmHint(email)}
      problem={problem}
      busy={busy}
      submit={t.auth.confirm}
      onSubmit={() => void run(confirm)}
      footer={
        <>
          <SwitchLine label={t.auth.resend} onClick={() => void run(resend)} />
          <SwitchLine label={t.auth.backToSignIn} onClick={() => go({ name: 'sign-in' })} />
        </>
      }
    >
      <CodeField value={code} onChange={setCode} />
    </AuthForm>
  );
}
