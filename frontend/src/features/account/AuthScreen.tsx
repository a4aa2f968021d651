/** Everything before one is signed in: five small forms on one card. */
import { useState } from 'react';
import { ConfirmForm } from '@/features/account/ConfirmForm';
import { NewPasswordForm, ResetForm } from '@/features/account/ResetForms';
import { SignInForm } from '@/features/account/SignInForm';
import { SignUpForm } from '@/features/account/SignUpForm';
import { Logo } from '@/components/Logo';
import { t } from '@/config/strings';
import styles from '@/features/account/AuthScreen.module.css';

export type AuthStep =
  | { name: 'sign-in'; notice?: string }
  | { name: 'sign-up' }
  | { name: 'confirm'; email: string; password: string }
  | { name: 'reset' }
  | { name: 'new-password'; email: string };

interface AuthScreenProps {
  demo: { email: string; password: string } | undefined;
  onSignedIn: () => void;
}

export function AuthScreen({ demo, onSignedIn }: AuthScreenProps) {
  const [step, setStep] = useState<AuthStep>({ name: 'sign-in' });
  const [email, setEmail] = useState('');
  const common = { email, setEmail, go: setStep, onSignedIn };

  return (
    <div className={styles.screen}>
      <div className={styles.welcome}>
        <Logo size={40} />
        <p className={styles.tagline}>{t.app.tagline}</p>
        <p className={styles.promise}>{t.app.promise}</p>
      </div>
      <main className={styles.card}>
        {step.name === 'sign-in' && <SignInForm {...common} demo={demo} notice={step.notice} />}
        {step.name === 'sign-up' && <SignUpForm {...common} />}
        {step.name === 'confirm' && <ConfirmForm {...common} email={step.email} password={step.password} />}
        {step.name === 'reset' && <ResetForm {...common} />}
        {step.name === 'new-password' && <NewPasswordForm {...common} email={step.email} />}
      </main>
    </div>
  );
}
