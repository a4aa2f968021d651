import { useState } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { AppSetup } from '@/features/account/AppSetup';
import { useAuthAction } from '@/features/account/AuthForm';
import { CodeField } from '@/features/account/CodeField';
import { Section } from '@/features/account/Section';
import { Button } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { Panel } from '@/components/Panel';
import { Spinner } from '@/components/Spinner';
import { t } from '@/config/late-strings';
import { asksForAppCode, beginAppSetup, finishAppSetup, stopAskingForAppCode } from '@/lib/account-security';

const KEY = ['app-code'];

/** The authenticator app: whether its code is asked for, set up and switched off. */
export function AppSection({ email }: { email: string }) {
  const client = useQueryClient();
  const state = useQuery({ queryKey: KEY, queryFn: asksForAppCode, staleTime: 0 });
  const [setup, setSetup] = useState<{ secret: string; uri: string } | null>(null);
  const [stopping, setStopping] = useState(false);
  const { run, busy, problem } = useAuthAction();

  function done(on: boolean) {
    client.setQueryData(KEY, on);
    setSetup(null);
    setStopping(false);
  }

  if (state.isPending) return <Spinner label={t.app.loading} />;
  if (state.isError) {
    return <Notice onRetry={() => void state.refetch()}>{t.security.stateFailed}</Notice>;
  }
  const title = { title: t.security.app, state: state.data ? t.security.on : t.security.off };
  if (setup) {
    return (
      <Section {...title}>
        <SetupPanel setup={setup} onDone={() => done(true)} onCancel={() => setSetup(null)} />
      </Section>
    );
  }
  if (stopping) {
    return (
      <Section {...title}>
        <Panel
          danger
          problem={problem}
          busy={busy}
          submit={t.security.turnOff}
          onSubmit={() => void run(() => stopAskingForAppCode().then(() => done(false)))}
          onCancel={() => setStopping(false)}
        >
          <p>{t.security.turnOffText}</p>
        </Panel>
      </Section>
    );
  }
  return (
    <Section {...title}>
      {problem && <Notice>{problem}</Notice>}
      <p role="status">{state.data ? t.security.appOn : t.security.appOff}</p>
      {state.data ? (
        <Button data-testid="turn-off-app" onClick={() => setStopping(true)}>
          {t.security.turnOff}
        </Button>
      ) : (
        <Button
          data-testid="set-up-app"
          disabled={busy}
          onClick={() => void run(() => beginAppSetup(email).then(setSetup))}
        >
          {t.security.setUp}
        </Button>
      )}
    </Section>
  );
}

interface SetupPanelProps {
  setup: { secret: string; uri: string };
  onDone: () => void;
  onCancel: () => void;
}

function SetupPanel({ setup, onDone, onCancel }: SetupPanelProps) {
  const [code, setCode] = useState('');
  const { run, busy, problem } = useAuthAction();
  return (
    <Panel
      problem={problem}
      busy={busy}
      submit={t.security.turnOn}
      onSubmit={() => void run(() => finishAppSetup(code).then(onDone))}
      onCancel={onCancel}
    >
      <AppSetup {...setup} />
      <CodeField label={t.auth.appCode} value={code} onChange={setCode} testId="app-code" />
    </Panel>
  );
}
