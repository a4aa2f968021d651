import { pauseSource, runSource, startSource } from '@/features/documents/sources-api';
import type { useSourceChange } from '@/features/documents/use-sources';
import { Button } from '@/components/Button';
import { t } from '@/config/late-strings';
import { useServices } from '@/lib/services';
import type { Source } from '@/types/api';

interface SourceActsProps {
  source: Source;
  change: ReturnType<typeof useSourceChange>;
  onRun: () => void;
}

/** What a source that rests can be told to do. One that was only looked through is started. */
export function SourceActs({ source, change, onRun }: SourceActsProps) {
  const { api } = useServices();
  const isNew = source.last?.dry ?? true;
  const busy = change.isPending;
  return (
    <>
      {source.paused && isNew ? (
        <Button
          small
          kind="primary"
          disabled={busy}
          onClick={() => change.mutate(() => startSource(api, source.id))}
        >
          {t.sources.start}
        </Button>
      ) : (
        <>
          <Button small icon="retry" disabled={busy} onClick={onRun}>
            {t.sources.run}
          </Button>
          <Button
            small
            disabled={busy}
            onClick={() => change.mutate(() => pauseSource(api, source.id, !source.paused))}
          >
            {source.paused ? t.sources.resume : t.sources.pause}
          </Button>
        </>
      )}
      <Button
        small
        icon="search"
        disabled={busy}
        onClick={() => change.mutate(() => runSource(api, source.id, { dry: true }))}
      >
        {t.sources.preview}
      </Button>
    </>
  );
}
