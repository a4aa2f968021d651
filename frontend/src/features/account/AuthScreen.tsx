/** Everything before one is signed in: small forms on one card, one step each. */
import { useState } from 'react';
import { AppCodeForm, ChoosePasswordForm } from '@/features/account/NextStepForms';
import type { AuthStep } from '@/features/account/auth-steps';
import { LanguageSelect } from '@/features/account/LanguageSelect';
import { ConfirmForm, NewPasswordForm, ResetForm } from '@/features/account/MailedCodeForms';
import { SignInForm } from '@/features/account/SignInForm';
import { SignUpForm } from '@/features/account/SignUpForm';
import { Logo } from '@/components/Logo';
import { t } from '@/config/strings';
import type { ServiceConfig } from '@/types/api';
import styles from '@/features/account/AuthScreen.module.css';

interface AuthScreenProps {
  auth: ServiceConfig['auth'];
  demo: { email: string; password: string } | undefined;
  /** What went wrong before the first form. */
  problem?: string | undefined;
  onSignedIn: () => void;
}

export default function AuthScreen({ auth, demo, problem, onSignedIn }: AuthScreenProps) {
  const [step, setStep] = useState<AuthStep>({ name: 'sign-in', ...(problem && { problem }) });
  const [email, setEmail] = useState('');
  const flow = { email, setEmail, go: setStep, onSignedIn };

  return (
    <div className={styles.screen}>
      <div className={styles.welcome}>
        <Logo size={40} />
        <p className={styles.tagline}>{t.app.tagline}</p>
        <p className={styles.promise}>{t.app.promise}</p>
      </div>
      <main>
        <div className={styles.card}>
          {step.name === 'sign-in' && <SignInForm {...flow} auth={auth} demo={demo} step={step} />}
          {step.name === 'sign-up' && <SignUpForm {...flow} domains={auth.sign_up_domains ?? []} />}
          {step.name === 'confirm' && <ConfirmForm {...flow} email={step.email} password={step.password} />}
          {step.name === 'reset' && <ResetForm {...flow} />}
          {step.name === 'new-password' && <NewPasswordForm {...flow} {...step} />}
          {step.name === 'choose-password' && <ChoosePasswordForm {...flow} email={step.email} />}
          {step.name === 'app-code' && <AppCodeForm {...flow} email={step.email} />}
          {step.name === 'app-setup' && <AppCodeForm {...flow} email={step.email} setup={step} />}
        </div>
        <LanguageSelect />
      </main>
    </div>
  );
}
