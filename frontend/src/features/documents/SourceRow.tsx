import { useId, useState } from 'react';
import { endSource, pauseSource, runSource, startSource } from '@/features/documents/sources-api';
import { SourcePages } from '@/features/documents/SourcePages';
import { SourceStatus } from '@/features/documents/SourceStatus';
import { useProblemText, useSourceChange } from '@/features/documents/use-sources';
import { Button } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { count } from '@/config/format';
import { t } from '@/config/late-strings';
import { textFor } from '@/config/text-for';
import { useServices } from '@/lib/services';
import type { Source } from '@/types/api';
import styles from '@/features/documents/SourcesDialog.module.css';

type Opened = 'pages' | 'end' | null;

/** What is read, how often, and how many documents that has made. */
function aboutOf({ kind, scope, every_hours: hours, last }: Source): string {
  return [
    kind === 's3' ? t.sources.bucket : textFor(t.sources.follows, scope.follow),
    textFor(t.sources.rhythms, String(hours)) ?? t.sources.hours(count(hours)),
    last && last.documents > 0 && t.documents.count(last.documents),
  ]
    .filter(Boolean)
    .join(' · ');
}

/** A source: what it is, how it stands, and what can be done with it. */
export function SourceRow({ source }: { source: Source }) {
  const { api } = useServices();
  const change = useSourceChange();
  const problemText = useProblemText();
  const [opened, setOpened] = useState<Opened>(null);
  const id = useId();
  const toggle = (part: Opened) => setOpened(opened === part ? null : part);
  const { last } = source;
  const idle = source.state === 'idle';
  const run = () => change.mutate(() => runSource(api, source.id));

  return (
    <li data-testid="web-source" data-state={source.state}>
      <strong id={id} className={styles.page} dir="ltr">
        {source.address}
      </strong>
      <small>{aboutOf(source)}</small>
      <SourceStatus source={source} />
      {change.isError && <Notice>{problemText(change.error)}</Notice>}
      {idle && last?.outcome === 'asks' && (
        <Guard
          deletions={last.deletions}
          documents={last.documents}
          busy={change.isPending}
          onAllow={() => change.mutate(() => runSource(api, source.id, { allow_deletions: last.deletions }))}
        />
      )}
      <div className={styles.acts} role="group" aria-labelledby={id}>
        {idle && <Idle source={source} change={change} onRun={run} />}
        <Button small aria-expanded={opened === 'pages'} onClick={() => toggle('pages')}>
          {t.sources.pages}
        </Button>
        {source.state !== 'ending' && (
          <Button small kind="danger" aria-expanded={opened === 'end'} onClick={() => toggle('end')}>
            {t.sources.end}
          </Button>
        )}
      </div>
      {opened === 'pages' && <SourcePages id={source.id} onRun={idle && !source.paused ? run : null} />}
      {opened === 'end' && source.state !== 'ending' && (
        <End busy={change.isPending} onEnd={(how) => change.mutate(() => endSource(api, source.id, how))} />
      )}
    </li>
  );
}

interface IdleProps {
  source: Source;
  change: ReturnType<typeof useSourceChange>;
  onRun: () => void;
}

/** What a source that rests can be told to do. One that was only looked through is started. */
function Idle({ source, change, onRun }: IdleProps) {
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

interface GuardProps {
  deletions: number;
  documents: number;
  busy: boolean;
  onAllow: () => void;
}

/** The run would have deleted more than is done without a person's word. */
function Guard({ deletions, documents, busy, onAllow }: GuardProps) {
  return (
    <div className={styles.guard} data-testid="source-guard">
      <p>{t.sources.asks(count(deletions), count(documents))}</p>
      <Button small kind="danger" disabled={busy} onClick={onAllow}>
        {t.sources.allow(count(deletions))}
      </Button>
    </div>
  );
}

interface EndProps {
  busy: boolean;
  onEnd: (documents: 'keep' | 'remove') => void;
}

function End({ busy, onEnd }: EndProps) {
  return (
    <div className={styles.guard} role="group" aria-label={t.sources.end}>
      <p>{t.sources.endText}</p>
      <div className={styles.acts}>
        <Button small disabled={busy} onClick={() => onEnd('keep')}>
          {t.sources.keep}
        </Button>
        <Button small kind="danger" disabled={busy} onClick={() => onEnd('remove')}>
          {t.sources.remove}
        </Button>
      </div>
    </div>
  );
}
