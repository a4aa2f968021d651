/** Who is signed in. With `sign-in.ts` and `account-security.ts` the only modules that know Amplify. */
import { Amplify } from 'aws-amplify';
import { fetchAuthSession, signOut } from 'aws-amplify/auth';
import type { Company, ServiceConfig } from '@/types/api';

export interface Session {
  token: string;
  /** Unix milliseconds. */
  expiresAt: number;
  /** Milliseconds from the token's making to its end. */
  lasts: number;
  email: string;
  ownerId: string;
  /** Whether the company's own sign-in keeps the password. */
  throughCompany: boolean;
  /** Whether the token says so; the service asks the user pool besides. */
  isAdmin: boolean;
}

/** Cognito answers with a code or an error in the address. */
function cameBack(): boolean {
  const answer = new URLSearchParams(location.search);
  return answer.has('state') && (answer.has('code') || answer.has('error'));
}

/** Returns whether the person comes back from the company's sign-in just now. */
export async function configureAuth(auth: ServiceConfig['auth']): Promise<boolean> {
  // Loaded even when nobody has come back: otherwise Amplify waits for a sign-in that was begun and left.
  if (auth.company) await import('@/lib/company-sign-in');
  Amplify.configure({
    Auth: {
      Cognito: {
        userPoolId: auth.user_pool_id,
        userPoolClientId: auth.client_id,
        ...(auth.endpoint ? { userPoolEndpoint: auth.endpoint } : {}),
        loginWith: { email: true, ...(auth.company && { oauth: oauthOf(auth.company) }) },
      },
    },
  });
  return Boolean(auth.company) && cameBack();
}

/** Takes the company's answer out of the address once it has been read; a reload would read it again. */
export function forgetAnswer(): void {
  if (cameBack()) history.replaceState(history.state, '', location.pathname);
}

function oauthOf({ domain }: Company) {
  const home = [`${location.origin}/`];
  const scopes = ['openid', 'email', 'profile'];
  return { domain, scopes, redirectSignIn: home, redirectSignOut: home, responseType: 'code' as const };
}

/** The stored session, refreshed when it has run out; null when nobody is signed in. */
export async function currentSession(options: { fresh?: boolean } = {}): Promise<Session | null> {
  const { tokens } = await fetchAuthSession({ forceRefresh: options.fresh ?? false });
  const id = tokens?.idToken;
  if (!id) return null;
  return {
    token: id.toString(),
    expiresAt: (id.payload.exp ?? 0) * 1000,
    lasts: ((id.payload.exp ?? 0) - (id.payload.iat ?? 0)) * 1000,
    email: typeof id.payload.email === 'string' ? id.payload.email : '',
    ownerId: id.payload.sub ?? '',
    throughCompany: Array.isArray(id.payload.identities),
    isAdmin: [id.payload['cognito:groups'] ?? []].flat().includes('admins'),
  };
}

/** Amplify keeps the name of the account under a key that ends so. */
const ACCOUNT_KEY = 'LastAuthUser';

/** Calls `onChange` when another tab signs out, or signs in with another account, until the returned function is called. */
export function watchOtherTabs(ownerId: string, onChange: () => void): () => void {
  const changed = ({ key }: StorageEvent) => {
    if (key !== null && !key.endsWith(ACCOUNT_KEY)) return;
    void currentSession()
      .catch(() => null)
      .then((session) => session?.ownerId !== ownerId && onChange());
  };
  addEventListener('storage', changed);
  return () => removeEventListener('storage', changed);
}

export async function leave(): Promise<void> {
  await signOut();
}
