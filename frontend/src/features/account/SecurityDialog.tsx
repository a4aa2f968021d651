/** What a person changes of their own sign-in: the password, and the authenticator app. */
import { useState, type ReactNode } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { AppSetup } from '@/features/account/AppSetup';
import { useAuthAction } from '@/features/account/AuthForm';
import { CodeField } from '@/features/account/CodeField';
import { NewPasswordField, PasswordField } from '@/features/account/PasswordField';
import { Button } from '@/components/Button';
import { Dialog } from '@/components/Dialog';
import { Notice } from '@/components/Notice';
import { Spinner } from '@/components/Spinner';
import { t } from '@/config/strings';
import {
  asksForAppCode,
  beginAppSetup,
  changePassword,
  finishAppSetup,
  leaveEverywhere,
  stopAskingForAppCode,
} from '@/lib/account-security';
import { useServices } from '@/lib/services';
import styles from '@/features/account/SecurityDialog.module.css';

const KEY = ['app-code'];

export default function SecurityDialog({ onClose }: { onClose: () => void }) {
  const { email, throughCompany } = useServices();
  return (
    <Dialog title={t.security.title} onClose={onClose}>
      <p className={styles.email}>{t.security.signedInAs(email)}</p>
      {throughCompany ? (
        <p className={styles.company}>{t.security.throughCompany}</p>
      ) : (
        <>
          <Password email={email} />
          <AuthenticatorApp email={email} />
        </>
      )}
      <Sessions />
    </Dialog>
  );
}

function Section({ title, state, children }: { title: string; state?: string; children: ReactNode }) {
  return (
    <section className={styles.section}>
      <h3 className={styles.heading}>
        {title}
        {state && <span className={styles.state}>{state}</span>}
      </h3>
      {children}
    </section>
  );
}

/** A form of a section: what went wrong, its fields, and the two ways to leave it. */
interface PanelProps {
  problem: string | null;
  busy: boolean;
  submit: string;
  danger?: boolean;
  onSubmit: () => void;
  onCancel: () => void;
  children: ReactNode;
}

function Panel({ problem, busy, submit, danger, onSubmit, onCancel, children }: PanelProps) {
  return (
    <form
      className={styles.panel}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {problem && <Notice>{problem}</Notice>}
      {children}
      <div className={styles.buttons}>
        <Button kind={danger ? 'danger' : 'primary'} type="submit" disabled={busy}>
          {busy ? t.auth.working : submit}
        </Button>
        <Button kind="quiet" onClick={onCancel}>
          {t.app.cancel}
        </Button>
      </div>
    </form>
  );
}

function Password({ email }: { email: string }) {
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

function AuthenticatorApp({ email }: { email: string }) {
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

/** Ends the sessions in all browsers, this one too. */
function Sessions() {
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
          onSubmit={() => void run(() => leaveEverywhere().then(signOut))}
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
