import { useState } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { askForExport, getExport } from '@/features/account/account-api';
import { Section } from '@/features/account/Section';
import { Button } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { Spinner } from '@/components/Spinner';
import { bytes, count, day } from '@/config/format';
import { t } from '@/config/late-strings';
import { errorText } from '@/config/strings';
import { ApiError } from '@/lib/api-client';
import { useServices } from '@/lib/services';
import type { AccountExport } from '@/types/api';

const KEY = ['account-export'];
const LOOK_AGAIN = 5_000;

/** All that the account has, in one archive: asked for, watched while it is made, and fetched. */
export function ExportSection() {
  const { api } = useServices();
  const found = useQuery({
    queryKey: KEY,
    queryFn: () => getExport(api),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? LOOK_AGAIN : false),
  });
  return (
    <Section title={t.account.take.title}>
      <p>{t.account.take.text}</p>
      {found.isPending && <Spinner label={t.app.loading} />}
      {found.isError && <Notice onRetry={() => void found.refetch()}>{errorText(found.error)}</Notice>}
      {found.data && <Standing made={found.data} />}
    </Section>
  );
}

function Standing({ made }: { made: AccountExport }) {
  const { api } = useServices();
  const cache = useQueryClient();
  const [refusal, setRefusal] = useState<string | null>(null);

  async function ask() {
    setRefusal(null);
    try {
      cache.setQueryData(KEY, await askForExport(api));
    } catch (error) {
      const often = error instanceof ApiError && error.code === 'rate_limited';
      setRefusal(often ? t.account.take.often : errorText(error));
    }
  }

  /** By a new link: those of before last for minutes, and the dialog may be open for longer. */
  async function download() {
    setRefusal(null);
    try {
      const now = await getExport(api);
      cache.setQueryData(KEY, now);
      if (now.link) window.location.assign(now.link.url);
    } catch (error) {
      setRefusal(errorText(error));
    }
  }

  const ready = made.state === 'ready';
  return (
    <>
      {refusal && <Notice>{refusal}</Notice>}
      {made.state === 'failed' && <Notice>{reason(made)}</Notice>}
      {made.state === 'running' && <Progress made={made} />}
      {ready && made.kept_until && (
        <p role="status">{t.account.take.ready(bytes(made.bytes), day(made.kept_until))}</p>
      )}
      {ready && (
        <Button kind="primary" icon="download" data-testid="download-export" onClick={() => void download()}>
          {t.account.take.download}
        </Button>
      )}
      {made.state !== 'running' && made.failure?.code !== 'export_too_large' && (
        <Button data-testid="ask-export" onClick={() => void ask()}>
          {made.state === 'none' ? t.account.take.act : t.account.take.again}
        </Button>
      )}
    </>
  );
}

function reason({ failure }: AccountExport): string {
  return failure?.code === 'export_too_large' ? t.account.take.tooLarge : t.account.take.failed;
}

function Progress({ made }: { made: AccountExport }) {
  const said = t.account.take.making(count(made.documents), count(made.total));
  return (
    <>
      <p role="status">{said}</p>
      <progress aria-label={said} value={made.documents} max={made.total || 1} />
      <p>{t.account.take.leave}</p>
    </>
  );
}
