/** The forms around a code that is sent by mail: a new account, and a forgotten password. */
import { useState } from 'react';
import { AuthForm, BackLine, SwitchLine, useAuthAction } from '@/features/account/AuthForm';
import { follow, type AuthFlow } from '@/features/account/auth-steps';
import { CodeField } from '@/features/account/CodeField';
import { EmailField } from '@/features/account/EmailField';
import { NewPasswordField } from '@/features/account/PasswordField';
import {
  confirmAccount,
  normalEmail,
  requestPasswordReset,
  resendCode,
  setNewPassword,
  signInWith,
} from '@/lib/sign-in';
import { t } from '@/config/late-strings';

/** The code, and what the form says and offers until it has come. */
function useMailedCode({ email, go }: AuthFlow, send: (email: string) => Promise<void>) {
  const form = useAuthAction();
  const [code, setCode] = useState('');
  const [resent, setResent] = useState(false);
  const resend = () => form.run(() => send(email).then(() => setResent(true)));
  const footer = (
    <>
      <SwitchLine label={t.auth.resend} onClick={() => void resend()} />
      <BackLine go={go} />
    </>
  );
  return { code, field: <CodeField value={code} onChange={setCode} />, resent, shell: { form, footer } };
}

export function ConfirmForm({ password, ...flow }: AuthFlow & { password: string }) {
  const { code, field, resent, shell } = useMailedCode(flow, resendCode);
  return (
    <AuthForm
      {...shell}
      title={t.auth.confirmTitle}
      hint={resent ? t.auth.resent : t.auth.confirmHint(flow.email)}
      submit={t.auth.confirm}
      onSubmit={async () => {
        await confirmAccount(flow.email, code);
        await follow(await signInWith(flow.email, password), { ...flow, password });
      }}
    >
      {field}
    </AuthForm>
  );
}

export function ResetForm({ email, setEmail, go }: AuthFlow) {
  return (
    <AuthForm
      form={useAuthAction()}
      title={t.auth.resetTitle}
      hint={t.auth.resetHint}
      submit={t.auth.sendCode}
      onSubmit={async () => {
        await requestPasswordReset(email);
        go({ name: 'new-password', email: normalEmail(email) });
      }}
      footer={<BackLine go={go} />}
    >
      <EmailField value={email} onChange={setEmail} />
    </AuthForm>
  );
}

export function NewPasswordForm({ hint, ...flow }: AuthFlow & { hint?: string }) {
  const { code, field, resent, shell } = useMailedCode(flow, requestPasswordReset);
  const [password, setPassword] = useState('');
  return (
    <AuthForm
      {...shell}
      title={t.auth.resetTitle}
      hint={resent ? t.auth.resent : (hint ?? t.auth.confirmHint(flow.email))}
      submit={t.auth.setPassword}
      onSubmit={async () => {
        await setNewPassword(flow.email, code, password);
        flow.go({ name: 'sign-in', notice: t.auth.passwordChanged });
      }}
    >
      {field}
      <NewPasswordField value={password} onChange={setPassword} />
    </AuthForm>
  );
}
