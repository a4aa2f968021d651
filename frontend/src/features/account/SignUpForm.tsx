import { useState } from 'react';
import { AuthForm, SwitchLine, useAuthAction } from '@/features/account/AuthForm';
import { follow, type AuthStep } from '@/features/account/auth-steps';
import { PasswordField } from '@/features/account/PasswordField';
import { Field } from '@/components/Field';
import { createAccount, normalEmail, signInWith } from '@/lib/auth';
import { t } from '@/config/strings';

interface SignUpFormProps {
  email: string;
  setEmail: (email: string) => void;
  go: (step: AuthStep) => void;
  onSignedIn: () => void;
  /** Who may make an account; empty for anybody. */
  domains: readonly string[];
}

export function SignUpForm({ email, setEmail, go, onSignedIn, domains }: SignUpFormProps) {
  const [password, setPassword] = useState('');
  const { run, busy, problem } = useAuthAction();

  async function signUp() {
    const address = normalEmail(email);
    const result = await createAccount(address, password);
    if (result === 'confirm') return go({ name: 'confirm', email: address, password });
    // A pool that confirms by itself (the laptop's) sends no mail: the account is ready.
    const step = await signInWith(address, password);
    await follow(step, { email: address, password, go, onSignedIn });
  }

  return (
    <AuthForm
      title={t.auth.signUpTitle}
      hint={domains.length > 0 ? t.auth.signUpDomains(domains) : undefined}
      problem={problem}
      busy={busy}
      submit={t.auth.signUp}
      submitTestId="sign-up-submit"
      onSubmit={() => void run(signUp)}
      footer={
        <SwitchLine text={t.auth.haveAccount} label={t.auth.signIn} onClick={() => go({ name: 'sign-in' })} />
      }
    >
      <Field
        label={t.auth.email}
        type="email"
        value={email}
        required
        autoComplete="username"
        autoFocus
        data-testid="sign-up-email"
        onChange={(event) => setEmail(event.target.value)}
      />
      <PasswordField
        label={t.auth.password}
        value={password}
        onChange={setPassword}
        autoComplete="new-password"
        hint={t.auth.passwordHint}
        testId="sign-up-password"
      />
    </AuthForm>
  );
}
