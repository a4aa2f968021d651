/** What a sign-in may ask for after the password: a password of one's own, or a code of an authenticator app. */
import { useState } from 'react';
import { AppSetup } from '@/features/account/AppSetup';
import { AuthForm, BackLine, useAuthAction } from '@/features/account/AuthForm';
import { follow, type AuthFlow } from '@/features/account/auth-steps';
import { CodeField } from '@/features/account/CodeField';
import { NewPasswordField } from '@/features/account/PasswordField';
import { continueSignIn, normalCode } from '@/lib/sign-in';
import { t } from '@/config/late-strings';

async function answer(flow: AuthFlow, value: string) {
  await follow(await continueSignIn(flow.email, value), { ...flow, password: '' });
}

/** The first sign-in with an invitation's temporary password. */
export function ChoosePasswordForm(flow: AuthFlow) {
  const [password, setPassword] = useState('');
  return (
    <AuthForm
      form={useAuthAction()}
      title={t.auth.choosePasswordTitle}
      hint={t.auth.choosePasswordHint}
      submit={t.auth.choosePassword}
      submitTestId="choose-password-submit"
      onSubmit={() => answer(flow, password)}
      footer={<BackLine go={flow.go} />}
    >
      <input type="hidden" autoComplete="username" value={flow.email} readOnly />
      <NewPasswordField value={password} onChange={setPassword} testId="choose-password" autoFocus />
    </AuthForm>
  );
}

interface AppCodeFormProps extends AuthFlow {
  /** The key to set up an app with, where the stage requires one of everybody. */
  setup?: { secret: string; uri: string };
}

export function AppCodeForm({ setup, ...flow }: AppCodeFormProps) {
  const [code, setCode] = useState('');
  return (
    <AuthForm
      form={useAuthAction()}
      title={setup ? t.security.setUpTitle : t.auth.appCodeTitle}
      hint={setup ? t.auth.appSetupHint : t.auth.appCodeHint}
      submit={t.auth.signIn}
      submitTestId="app-code-submit"
      onSubmit={() => answer(flow, normalCode(code))}
      footer={<BackLine go={flow.go} />}
    >
      {setup && <AppSetup secret={setup.secret} uri={setup.uri} />}
      <CodeField label={t.auth.appCode} value={code} onChange={setCode} testId="app-code" />
    </AuthForm>
  );
}
