/** What a sign-in may ask for after the password: a password of one's own, and a code of an authenticator app. */
import { useState } from 'react';
import { AppSetup } from '@/features/account/AppSetup';
import { AuthForm, SwitchLine, useAuthAction } from '@/features/account/AuthForm';
import { follow, type AuthStep } from '@/features/account/auth-steps';
import { CodeField } from '@/features/account/CodeField';
import { PasswordField } from '@/features/account/PasswordField';
import { continueSignIn, normalCode } from '@/lib/auth';
import { t } from '@/config/strings';

interface FormProps {
  email: string;
  go: (step: AuthStep) => void;
  onSignedIn: () => void;
}

function useNextStep({ email, go, onSignedIn }: FormProps) {
  const { run, busy, problem } = useAuthAction();
  const next = (answer: string) =>
    void run(async () =>
      follow(await continueSignIn(email, answer), { email, password: '', go, onSignedIn }),
    );
  const footer = <SwitchLine label={t.auth.backToSignIn} onClick={() => go({ name: 'sign-in' })} />;
  return { next, busy, problem, footer };
}

/** The first sign-in with an invitation's temporary password. */
export function ChoosePasswordForm(props: FormProps) {
  const [password, setPassword] = useState('');
  const { next, ...form } = useNextStep(props);
  return (
    <AuthForm
      {...form}
      title={t.auth.choosePasswordTitle}
      hint={t.auth.choosePasswordHint}
      submit={t.auth.choosePassword}
      submitTestId="choose-password-submit"
      onSubmit={() => next(password)}
    >
      <input type="hidden" autoComplete="username" value={props.email} readOnly />
      <PasswordField
        label={t.auth.newPassword}
        value={password}
        onChange={setPassword}
        autoComplete="new-password"
        hint={t.auth.passwordHint}
        testId="choose-password"
        autoFocus
      />
    </AuthForm>
  );
}

export function AppCodeForm(props: FormProps) {
  const [code, setCode] = useState('');
  const { next, ...form } = useNextStep(props);
  return (
    <AuthForm
      {...form}
      title={t.auth.appCodeTitle}
      hint={t.auth.appCodeHint}
      submit={t.auth.signIn}
      submitTestId="app-code-submit"
      onSubmit={() => next(normalCode(code))}
    >
      <CodeField label={t.auth.appCode} value={code} onChange={setCode} testId="app-code" />
    </AuthForm>
  );
}

/** Where the stage wants an authenticator app of everybody. */
export function AppSetupForm({ secret, uri, ...props }: FormProps & { secret: string; uri: string }) {
  const [code, setCode] = useState('');
  const { next, ...form } = useNextStep(props);
  return (
    <AuthForm
      {...form}
      title={t.security.setUpTitle}
      hint={t.auth.appSetupHint}
      submit={t.auth.signIn}
      submitTestId="app-code-submit"
      onSubmit={() => next(normalCode(code))}
    >
      <AppSetup secret={secret} uri={uri} />
      <CodeField label={t.auth.appCode} value={code} onChange={setCode} testId="app-code" />
    </AuthForm>
  );
}
