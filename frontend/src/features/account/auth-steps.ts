/** The forms before one is signed in, and which of them a step of the sign-in opens. */
import { resendCode, type SignInStep } from '@/lib/sign-in';
import { t } from '@/config/late-strings';

export type AuthStep =
  | { name: 'sign-in'; notice?: string; problem?: string }
  | { name: 'sign-up' }
  | { name: 'confirm'; email: string; password: string }
  | { name: 'reset' }
  | { name: 'new-password'; email: string; hint?: string }
  | { name: 'choose-password'; email: string }
  | { name: 'app-code'; email: string }
  | { name: 'app-setup'; email: string; secret: string; uri: string };

/** What every form before the sign-in gets. */
export interface AuthFlow {
  email: string;
  setEmail: (email: string) => void;
  go: (step: AuthStep) => void;
  onSignedIn: () => void;
}

type FollowOptions = Omit<AuthFlow, 'setEmail'> & { password: string };

/** Opens what a step of the sign-in asks for. Every step leads on, or says whom to ask. */
export async function follow(step: SignInStep, options: FollowOptions): Promise<void> {
  const { email, password, go, onSignedIn } = options;
  switch (step.name) {
    case 'signed-in':
      return onSignedIn();
    case 'confirm-account':
      await resendCode(email);
      return go({ name: 'confirm', email, password });
    case 'reset-password':
      return go({ name: 'new-password', email, hint: t.auth.resetAsked(email) });
    case 'choose-password':
    case 'app-code':
      return go({ name: step.name, email });
    case 'app-setup':
      return go({ ...step, email });
    case 'unknown':
      return go({ name: 'sign-in', problem: t.auth.unknownStep });
  }
}
