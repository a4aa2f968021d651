import { useState } from 'react';
import { AuthForm, SwitchLine, useAuthAction } from '@/features/account/AuthForm';
import { follow, type AuthStep } from '@/features/account/auth-steps';
import { PasswordField } from '@/features/account/PasswordField';
import { Button } from '@/components/Button';
import { Field } from '@/components/Field';
import { normalEmail, signInWith } from '@/lib/auth';
import { t } from '@/config/strings';
import type { Company, ServiceConfig } from '@/types/api';
import styles from '@/features/account/AuthForm.module.css';

interface SignInFormProps {
  email: string;
  setEmail: (email: string) => void;
  go: (step: AuthStep) => void;
  onSignedIn: () => void;
  auth: ServiceConfig['auth'];
  demo: { email: string; password: string } | undefined;
  step: AuthStep & { name: 'sign-in' };
}

export function SignInForm({ email, setEmail, go, onSignedIn, auth, demo, step }: SignInFormProps) {
  const [password, setPassword] = useState('');
  const { run, busy, problem } = useAuthAction();

  async function signIn(as: { email: string; password: string }) {
    await follow(await signInWith(as.email, as.password), { ...as, go, onSignedIn });
  }

  return (
    <AuthForm
      title={t.auth.signInTitle}
      hint={step.notice}
      problem={problem ?? step.problem ?? null}
      busy={busy}
      submit={t.auth.signIn}
      submitTestId="sign-in-submit"
      onSubmit={() => void run(() => signIn({ email: normalEmail(email), password }))}
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
      {auth.company && <CompanyButton company={auth.company} busy={busy} run={run} />}
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

interface CompanyButtonProps {
  company: Company;
  busy: boolean;
  run: (action: () => Promise<void>) => Promise<void>;
}

function CompanyButton({ company, busy, run }: CompanyButtonProps) {
  async function go() {
    const { goToCompany } = await import('@/lib/company-sign-in');
    await goToCompany(company);
  }
  return (
    <div className={styles.company}>
      <Button icon="external" disabled={busy} data-testid="company-sign-in" onClick={() => void run(go)}>
        {t.auth.company(company.label)}
      </Button>
      <p className={styles.or}>{t.auth.orWithEmail}</p>
    </div>
  );
}
