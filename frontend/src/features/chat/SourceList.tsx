import { use } from 'react';
import { CiteContext } from '@/features/chat/cite-context';
import { isDoubtful, standingText } from '@/features/chat/standing';
import { isHardToRead } from '@/features/chat/hard-to-read';
import { Fold } from '@/components/Fold';
import { QuoteText } from '@/components/QuoteText';
import { t } from '@/config/strings';
import { usePrinting } from '@/lib/use-printing';
import type { Citation, Passage } from '@/types/api';
import styles from '@/features/chat/SourceList.module.css';

/** Number of sources that are shown unfolded. */
const SHOWN_OPEN = 3;

/** A source's page, and the nearest heading above its first quote. */
function position(passage: Passage, cited: readonly Citation[]): string {
  if (passage.profile) return t.chat.profile;
  const heading = headingOf(passage, quotesOf(cited)[0]);
  return [passage.page === null ? null : t.chat.page(passage.page), heading].filter(Boolean).join(' · ');
}

function headingOf(passage: Passage, citation: Citation | undefined): string | undefined {
  return (citation?.heading ?? passage.heading).at(-1);
}

/** Each quote once, however often it is cited. Those of a profile all stand at 0, which is nowhere. */
function quotesOf(citations: readonly Citation[]): Citation[] {
  const byStart = new Map(
    citations.map((citation) => [citation.profile ? citation.quote : citation.quote_start, citation]),
  );
  return [...byStart.values()]
    .filter(({ quote }) => quote !== '')
    .sort((a, b) => a.quote_start - b.quote_start);
}

/** The cited sources of an answer, each with its quotes. */
export function SourceList() {
  const { sources, citations } = use(CiteContext);
  const printing = usePrinting();
  if (sources.length === 0) return null;
  const numbered = sources.map((passage, index) => ({ passage, n: index + 1 }));
  return (
    <Fold
      title={citations.size > 0 ? t.chat.sources(citations.size) : t.chat.tried(sources.length)}
      open={citations.size > 0 && (printing || citations.size <= SHOWN_OPEN)}
    >
      <ol className={styles.list}>
        {numbered
          .filter(({ n }) => citations.size === 0 || citations.has(n))
          .map(({ passage, n }) => (
            <Source key={passage.id} n={n} passage={passage} cited={citations.get(n) ?? []} />
          ))}
      </ol>
      {[...citations.values()].flat().some(isDoubtful) && (
        <p className={styles.legend}>
          <span className={styles.sample} aria-hidden="true" />
          {t.content.doubtLegend}
        </p>
      )}
    </Fold>
  );
}

function Source({ n, passage, cited }: { n: number; passage: Passage; cited: readonly Citation[] }) {
  const { onCite } = use(CiteContext);
  return (
    <li>
      <button
        type="button"
        className={styles.source}
        data-testid="source"
        onClick={() => onCite({ n, passage, citation: cited[0] ?? null })}
      >
        <span className={styles.number}>{n}</span>
        <span className={styles.name} dir="auto">
          {passage.filename}
        </span>
        <span className={styles.position} dir="auto">
          {position(passage, cited)}
        </span>
      </button>
      {quotesOf(cited).map((citation, index, quotes) => (
        <button
          key={citation.profile ? citation.quote : citation.quote_start}
          type="button"
          className={styles.quote}
          data-testid="source-quote"
          onClick={() => onCite({ n, passage, citation })}
        >
          {index > 0 && headingOf(passage, citation) !== headingOf(passage, quotes[index - 1]) && (
            <span className={styles.section}>{headingOf(passage, citation)}</span>
          )}
          <q dir="auto">
            <QuoteText filename={citation.filename} text={citation.quote} />
          </q>
          {!citation.verified && <span className={styles.doubt}>{t.chat.unverified}</span>}
          {standingText(citation) && (
            <span className={styles.doubt} data-testid="standing">
              {standingText(citation)}
            </span>
          )}
          {isHardToRead(citation) && <span className={styles.doubt}>{t.chat.hardToRead}</span>}
        </button>
      ))}
    </li>
  );
}
