import { useState } from 'react';
import { useAuthAction } from '@/features/account/AuthForm';
import { Section } from '@/features/account/Section';
import { Button } from '@/components/Button';
import { Panel } from '@/components/Panel';
import { t } from '@/config/strings';
import { leaveEverywhere } from '@/lib/account-security';
import { useServices } from '@/lib/services';

/** Ends the sessions in all browsers, this one too. */
export function SessionsSection() {
  const { signOut } = useServices();
  const [asking, setAsking] = useState(false);
  const { run, busy, problem } = useAuthAction();
  return (
    <Section title={t.everywhere.title}>
      {asking ? (
        <Panel
          danger
          problem={problem}
          busy={busy}
          submit={t.everywhere.act}
          onSubmit={() => void run(() => leaveEverywhere().then(() => signOut()))}
          onCancel={() => setAsking(false)}
        >
          <p>{t.everywhere.ask}</p>
        </Panel>
      ) : (
        <>
          <p>{t.everywhere.text}</p>
          <Button data-testid="sign-out-everywhere" onClick={() => setAsking(true)}>
            {t.everywhere.act}
          </Button>
        </>
      )}
    </Section>
  );
}
