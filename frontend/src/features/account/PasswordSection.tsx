import { useState } from 'react';
import { useAuthAction } from '@/features/account/AuthForm';
import { NewPasswordField, PasswordField } from '@/features/account/PasswordField';
import { Section } from '@/features/account/Section';
import { Button } from '@/components/Button';
import { Panel } from '@/components/Panel';
import { t } from '@/config/late-strings';
import { changePassword } from '@/lib/account-security';

export function PasswordSection({ email }: { email: string }) {
  const [state, setState] = useState<'closed' | 'open' | 'done'>('closed');
  const [current, setCurrent] = useState('');
  const [chosen, setChosen] = useState('');
  const { run, busy, problem } = useAuthAction();

  function leave(next: 'closed' | 'done') {
    setCurrent('');
    setChosen('');
    setState(next);
  }

  if (state !== 'open') {
    return (
      <Section title={t.auth.password}>
        <p role="status">{state === 'done' ? t.security.passwordChanged : t.security.passwordText}</p>
        <Button data-testid="change-password" onClick={() => setState('open')}>
          {t.security.changePassword}
        </Button>
      </Section>
    );
  }
  return (
    <Section title={t.auth.password}>
      <Panel
        problem={problem === t.auth.problems.NotAuthorizedException ? t.security.wrongPassword : problem}
        busy={busy}
        submit={t.security.changePassword}
        onSubmit={() => void run(() => changePassword(current, chosen).then(() => leave('done')))}
        onCancel={() => leave('closed')}
      >
        <input type="hidden" autoComplete="username" value={email} readOnly />
        <PasswordField
          label={t.security.currentPassword}
          value={current}
          onChange={setCurrent}
          autoComplete="current-password"
          testId="current-password"
          autoFocus
        />
        <NewPasswordField value={chosen} onChange={setChosen} testId="new-password" />
      </Panel>
    </Section>
  );
}
