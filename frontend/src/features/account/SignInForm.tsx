import { useState } from 'react';
import { AuthForm, SwitchLine, useAuthAction, type AuthAction } from '@/features/account/AuthForm';
import { follow, type AuthFlow, type AuthStep } from '@/features/account/auth-steps';
import { EmailField } from '@/features/account/EmailField';
import { PasswordField } from '@/features/account/PasswordField';
import { Button } from '@/components/Button';
import { normalEmail, signInWith } from '@/lib/sign-in';
import { t } from '@/config/late-strings';
import type { Company, ServiceConfig } from '@/types/api';
import styles from '@/features/account/AuthForm.module.css';

interface SignInFormProps extends AuthFlow {
  auth: ServiceConfig['auth'];
  demo: { email: string; password: string } | undefined;
  step: AuthStep & { name: 'sign-in' };
}

export function SignInForm({ auth, demo, step, ...flow }: SignInFormProps) {
  const [password, setPassword] = useState('');
  const form = useAuthAction();
  const { email, setEmail, go } = flow;

  async function signIn(as: { email: string; password: string }) {
    await follow(await signInWith(as.email, as.password), { ...flow, ...as });
  }

  return (
    <AuthForm
      form={{ ...form, problem: form.problem ?? step.problem ?? null }}
      title={t.auth.signInTitle}
      hint={step.notice}
      submit={t.auth.signIn}
      submitTestId="sign-in-submit"
      onSubmit={() => signIn({ email: normalEmail(email), password })}
      footer={
        <>
          <SwitchLine label={t.auth.forgot} onClick={() => go({ name: 'reset' })} />
          {auth.sign_up === 'invited' ? (
            <p>{t.auth.byInvitation}</p>
          ) : (
            <SwitchLine
              text={t.auth.noAccount}
              label={t.auth.signUp}
              onClick={() => go({ name: 'sign-up' })}
            />
          )}
        </>
      }
    >
      {auth.company && <CompanyButton company={auth.company} form={form} />}
      {demo && (
        <div className={styles.demo}>
          <p>{t.auth.demoHint}</p>
          <Button
            icon="user"
            disabled={form.busy}
            data-testid="demo-sign-in"
            onClick={() => void form.run(() => signIn(demo))}
          >
            {t.auth.demo}
          </Button>
        </div>
      )}
      <EmailField value={email} onChange={setEmail} testId="sign-in-email" />
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

function CompanyButton({ company, form }: { company: Company; form: AuthAction }) {
  async function go() {
    const { goToCompany } = await import('@/lib/company-sign-in');
    await goToCompany(company);
  }
  return (
    <div className={styles.company}>
      <Button
        icon="external"
        disabled={form.busy}
        data-testid="company-sign-in"
        onClick={() => void form.run(go)}
      >
        {t.auth.company(company.label)}
      </Button>
      <p className={styles.or}>{t.auth.orWithEmail}</p>
    </div>
  );
}
