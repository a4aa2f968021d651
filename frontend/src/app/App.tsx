/** Start-up: the settings, then who is signed in, then the workspace. */
import { Suspense, lazy, useCallback, useState } from 'react';
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { FullPage } from '@/app/FullPage';
import { SignedIn } from '@/app/SignedIn';
import { Splash } from '@/app/Splash';
import { Button } from '@/components/Button';
import { ToastProvider } from '@/components/Toasts';
import { StartError, loadConfig, type StartConfig } from '@/config/page-config';
import { t, useLanguage } from '@/config/strings';
import { ApiError } from '@/lib/api-client';
import { configureAuth, currentSession, forgetAnswer, leave } from '@/lib/auth';
import { wasLeft } from '@/lib/idle';

const AuthScreen = lazy(() => import('@/features/account/AuthScreen'));

/** Answers such as 404 will not change by asking again; a lost connection may. */
function worthRetrying(failures: number, error: Error): boolean {
  const lasting =
    error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429;
  return !lasting && failures < 2;
}

function newQueryClient(): QueryClient {
  // A service on this machine answers without a network too, so nothing is held back for want of one.
  const queries = { retry: worthRetrying, staleTime: 10_000, networkMode: 'always' } as const;
  return new QueryClient({ defaultOptions: { queries } });
}

export function App() {
  useLanguage();
  const [client] = useState(newQueryClient);
  return (
    <QueryClientProvider client={client}>
      <ToastProvider>
        <Start />
      </ToastProvider>
    </QueryClientProvider>
  );
}

interface Started extends StartConfig {
  /** Whether the person has just come back from the company's sign-in. */
  cameBack: boolean;
}

async function start(): Promise<Started> {
  const config = await loadConfig();
  return { ...config, cameBack: await configureAuth(config.service.auth) };
}

function Start() {
  const config = useQuery({ queryKey: ['start'], queryFn: start, retry: false, staleTime: Infinity });
  if (config.isPending) return <Splash />;
  if (config.isError) {
    return (
      <FullPage title={t.app.startFailedTitle} text={startProblem(config.error)}>
        <Button
          kind="primary"
          icon="retry"
          disabled={config.isFetching}
          onClick={() => void config.refetch()}
        >
          {t.app.retry}
        </Button>
      </FullPage>
    );
  }
  return <Gate config={config.data} />;
}

function startProblem(error: Error): string {
  // The page's files are kept, its settings are not: without a network they are what is missing.
  if (!navigator.onLine) return t.errors.offline;
  if (error instanceof StartError && error.failure.part === 'service') {
    return t.app.serviceUnreachable(error.failure.url);
  }
  return t.app.configMissing;
}

interface Visit {
  number: number;
  client: QueryClient;
  problem: string | undefined;
}

/** The workspace for a person who is signed in, else the sign-in form. */
function Gate({ config }: { config: Started }) {
  // Each session starts with an empty cache: nothing of one account may show in another's.
  const [visit, setVisit] = useState<Visit>(() => ({
    number: 0,
    client: newQueryClient(),
    problem: config.cameBack ? t.app.companyFailed : undefined,
  }));
  const again = useCallback(
    (problem?: string) =>
      setVisit(({ number }) => ({ number: number + 1, client: newQueryClient(), problem })),
    [],
  );
  return (
    <QueryClientProvider key={visit.number} client={visit.client}>
      <Door config={config} problem={visit.problem} onChange={again} />
    </QueryClientProvider>
  );
}

/** Nobody, where whoever is signed in has left the page for too long: somebody else may open it. */
async function whoIsSignedIn({ service, cameBack }: Started) {
  if (!cameBack && wasLeft(service.auth.session_idle_minutes ?? 0)) await leave();
  return currentSession();
}

interface DoorProps {
  config: Started;
  /** Why nobody is signed in, where no one chose that. */
  problem: string | undefined;
  onChange: (problem?: string) => void;
}

function Door({ config, problem, onChange }: DoorProps) {
  const session = useQuery({
    queryKey: ['session'],
    queryFn: () =>
      whoIsSignedIn(config)
        .catch(() => null)
        .finally(forgetAnswer),
    retry: false,
    staleTime: Infinity,
  });
  if (session.isPending) return <Splash />;
  if (!session.data) {
    return (
      <Suspense fallback={<Splash />}>
        <AuthScreen
          auth={config.service.auth}
          demo={config.page.demo}
          problem={problem}
          onSignedIn={() => onChange()}
        />
      </Suspense>
    );
  }
  return <SignedIn key={session.data.ownerId} config={config} session={session.data} onLeft={onChange} />;
}
