import { useId, useState } from 'react';
import { endSource, runSource } from '@/features/documents/sources-api';
import { SourceActs } from '@/features/documents/SourceActs';
import { EndSource, SourceGuard } from '@/features/documents/SourceGuards';
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
  const problemText = useProblemText(source.kind);
  const [opened, setOpened] = useState<Opened>(null);
  const id = useId();
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
        <SourceGuard
          deletions={last.deletions}
          documents={last.documents}
          busy={change.isPending}
          onAllow={() => change.mutate(() => runSource(api, source.id, { allow_deletions: last.deletions }))}
        />
      )}
      <div className={styles.acts} role="group" aria-labelledby={id}>
        {idle && <SourceActs source={source} change={change} onRun={run} />}
        <Opener source={source} opened={opened} onOpen={setOpened} />
      </div>
      {opened === 'pages' && <SourcePages source={source} onRun={idle && !source.paused ? run : null} />}
      {opened === 'end' && source.state !== 'ending' && (
        <EndSource
          busy={change.isPending}
          onEnd={(how) => change.mutate(() => endSource(api, source.id, how))}
        />
      )}
    </li>
  );
}

interface OpenerProps {
  source: Source;
  opened: Opened;
  onOpen: (part: Opened) => void;
}

/** Opens what lies below a source: its pages, or how it is to end. */
function Opener({ source, opened, onOpen }: OpenerProps) {
  const toggle = (part: Opened) => onOpen(opened === part ? null : part);
  return (
    <>
      <Button small aria-expanded={opened === 'pages'} onClick={() => toggle('pages')}>
        {source.kind === 's3' ? t.sources.files.list : t.sources.pages}
      </Button>
      {source.state !== 'ending' && (
        <Button small kind="danger" aria-expanded={opened === 'end'} onClick={() => toggle('end')}>
          {t.sources.end}
        </Button>
      )}
    </>
  );
}
