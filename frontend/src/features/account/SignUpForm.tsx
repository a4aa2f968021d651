import { useState } from 'react';
import { AuthForm, SwitchLine, useAuthAction } from '@/features/account/AuthForm';
import { follow, type AuthFlow } from '@/features/account/auth-steps';
import { EmailField } from '@/features/account/EmailField';
import { NewPasswordField } from '@/features/account/PasswordField';
import { createAccount, normalEmail, signInWith } from '@/lib/sign-in';
import { t } from '@/config/late-strings';

interface SignUpFormProps extends AuthFlow {
  /** Who may make an account; empty for anybody. */
  domains: readonly string[];
}

export function SignUpForm({ domains, ...flow }: SignUpFormProps) {
  const [password, setPassword] = useState('');

  async function signUp() {
    const email = normalEmail(flow.email);
    const result = await createAccount(email, password);
    if (result === 'confirm') return flow.go({ name: 'confirm', email, password });
    // A pool that confirms by itself (the laptop's) sends no mail: the account is ready.
    await follow(await signInWith(email, password), { ...flow, email, password });
  }

  return (
    <AuthForm
      form={useAuthAction()}
      title={t.auth.signUpTitle}
      hint={domains.length > 0 ? t.auth.signUpDomains(domains) : undefined}
      submit={t.auth.signUp}
      submitTestId="sign-up-submit"
      onSubmit={signUp}
      footer={
        <SwitchLine
          text={t.auth.haveAccount}
          label={t.auth.signIn}
          onClick={() => flow.go({ name: 'sign-in' })}
        />
      }
    >
      <EmailField value={flow.email} onChange={flow.setEmail} testId="sign-up-email" />
      <NewPasswordField
        label={t.auth.password}
        value={password}
        onChange={setPassword}
        testId="sign-up-password"
      />
    </AuthForm>
  );
}
