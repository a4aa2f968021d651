import { useState } from 'react';
import { useAuthAction } from '@/features/account/AuthForm';
import { CodeField } from '@/features/account/CodeField';
import { PasswordField } from '@/features/account/PasswordField';
import { Section } from '@/features/account/Section';
import { Button } from '@/components/Button';
import { Field } from '@/components/Field';
import { Panel } from '@/components/Panel';
import { t } from '@/config/late-strings';
import { errorText } from '@/config/strings';
import { ApiError } from '@/lib/api-client';
import { answerWithCode, signInFresh, type FreshSignIn } from '@/lib/fresh-sign-in';
import { normalEmail } from '@/lib/sign-in';
import { useServices } from '@/lib/services';

/** The end of the account: the person types the address, and proves by the password that it is their own. */
export function DeleteSection() {
  const [asking, setAsking] = useState(false);
  return (
    <Section title={t.account.data.remove}>
      {asking ? (
        <Asking onCancel={() => setAsking(false)} />
      ) : (
        <>
          <p>{t.account.data.removeText}</p>
          <Button data-testid="delete-account" onClick={() => setAsking(true)}>
            {t.account.data.remove}
          </Button>
        </>
      )}
    </Section>
  );
}

function Asking({ onCancel }: { onCancel: () => void }) {
  const { api, config, email, throughCompany, signOut } = useServices();
  const [typed, setTyped] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [session, setSession] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const { run, busy, problem } = useAuthAction();
  const meant = normalEmail(typed) === normalEmail(email);

  async function signIn(): Promise<FreshSignIn | null> {
    if (throughCompany) return null;
    return session
      ? answerWithCode(config.auth, session, email, code)
      : signInFresh(config.auth, email, password);
  }

  async function remove() {
    setRefusal(null);
    const fresh = await signIn();
    if (fresh && 'session' in fresh) {
      setSession(fresh.session);
      return;
    }
    try {
      await api.delete('/account', fresh ? { token: fresh.token } : {});
    } catch (error) {
      const late = error instanceof ApiError && error.code === 'sign_in_again';
      setRefusal(late ? t.account.data.signInFirst : `${t.account.data.removeFailed} ${errorText(error)}`);
      return;
    }
    await signOut(t.account.data.removed);
  }

  const wrong = problem === t.auth.problems.NotAuthorizedException ? t.security.wrongPassword : problem;
  return (
    <Panel
      danger
      problem={refusal ?? wrong}
      busy={busy}
      ready={meant}
      submit={t.account.data.remove}
      onSubmit={() => void run(remove)}
      onCancel={onCancel}
    >
      <p>{t.account.data.removeList}</p>
      <Field
        label={t.account.data.typeEmail(email)}
        value={typed}
        autoFocus
        autoComplete="off"
        spellCheck={false}
        data-testid="typed-email"
        onChange={(event) => setTyped(event.target.value)}
      />
      {!throughCompany && (
        <PasswordField
          label={t.auth.password}
          value={password}
          onChange={setPassword}
          autoComplete="current-password"
          testId="password-again"
        />
      )}
      {session && <CodeField label={t.auth.appCode} value={code} onChange={setCode} testId="code-again" />}
    </Panel>
  );
}
