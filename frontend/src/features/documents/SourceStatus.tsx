import { useFailureText } from '@/features/documents/use-sources';
import { Spinner } from '@/components/Spinner';
import { bytes, count, moment, money } from '@/config/format';
import { t } from '@/config/late-strings';
import type { Source, SweepCounts, SweepResult } from '@/types/api';
import styles from '@/features/documents/SourcesDialog.module.css';

const COUNTED = ['read', 'added', 'changed', 'unchanged', 'renamed', 'deleted', 'failed'] as const;

/** "Read: 12 · New: 3": numbers of what there was none of are left out. */
function countsText(counts: SweepCounts): string {
  const shown = COUNTED.filter((name) => name === 'read' || counts[name] > 0);
  return shown.map((name) => `${t.sources.counts[name]}: ${count(counts[name])}`).join(' · ');
}

/** What happens to a source now, or how its last run ended and when the next one is. */
export function SourceStatus({ source }: { source: Source }) {
  const running = source.kind === 's3' ? t.sources.files.running : t.sources.running;
  if (source.state === 'ending') return <Spinner label={t.sources.ending} />;
  if (source.state === 'running') {
    return (
      <>
        <Spinner label={source.dry ? t.sources.previewing : running} />
        <small>{countsText(source.counts)}</small>
      </>
    );
  }
  return (
    <>
      {source.last ? <Ended last={source.last} kind={source.kind} /> : <small>{t.sources.never}</small>}
      {source.paused && <small>{t.sources.paused}</small>}
      {source.next_run_at && <small>{t.sources.next(moment(source.next_run_at))}</small>}
    </>
  );
}

function Ended({ last, kind }: { last: SweepResult; kind: Source['kind'] }) {
  const failureText = useFailureText(kind);
  const { counts } = last;
  return (
    <>
      <span data-testid="source-outcome">
        {last.dry ? t.sources.previewed : t.sources.outcomes[last.outcome]}
        <small>{moment(last.ended_at)}</small>
      </span>
      <small>
        {countsText(counts)}
        {last.dry && ` · ${t.sources.size(bytes(counts.bytes), money(counts.price_usd))}`}
      </small>
      {last.failure && <span className={styles.problem}>{failureText(last.failure)}</span>}
    </>
  );
}
