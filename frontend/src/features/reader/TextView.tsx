import { Suspense, useEffect, useMemo, useRef } from 'react';
import { Breadcrumb } from '@/features/reader/Breadcrumb';
import { documentRuns, unitsOf, type DocumentRun } from '@/features/reader/document-runs';
import { LazyDocumentText } from '@/features/reader/lazy-document-text';
import type { ReaderTarget } from '@/features/reader/reader-target';
import { usePassages } from '@/features/reader/use-passages';
import { Button } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { Spinner } from '@/components/Spinner';
import { t } from '@/config/late-strings';
import { errorText } from '@/config/strings';
import styles from '@/features/reader/TextView.module.css';

/** Brings the quote into sight, or the passage where nothing is quoted, once they are drawn. */
function useInSight(box: React.RefObject<HTMLElement | null>, target: ReaderTarget, wanted: boolean) {
  useEffect(() => {
    const element = box.current;
    if (!element || !wanted) return;
    const bring = () => {
      const mark =
        element.querySelector('[data-testid=reader-quote]') ??
        element.querySelector('[data-testid=reader-passage]');
      mark?.scrollIntoView({ block: mark.tagName === 'MARK' ? 'center' : 'start' });
      return mark !== null;
    };
    if (bring()) return;
    const observer = new MutationObserver(() => bring() && observer.disconnect());
    observer.observe(element, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, [box, target, wanted]);
}

/** The document's text around a passage, the quote marked and in sight. */
export function TextView({ target, deleted }: { target: ReaderTarget; deleted: boolean }) {
  const { documentId, ordinal, passage } = target;
  const around = usePassages(documentId, ordinal, !deleted);
  // Until its neighbours come, and if they never do, the passage stands alone as it was cited.
  const alone = useMemo(() => (passage?.text ? [passage] : []), [passage]);
  const passages = around.passages.length > 0 ? around.passages : alone;
  const runs = useMemo(() => documentRuns(passages), [passages]);
  const box = useRef<HTMLDivElement>(null);
  const settled = around.passages.length > 0 || deleted || around.isError;
  useInSight(box, target, settled);

  return (
    // It scrolls with the keyboard too.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div ref={box} className={styles.scroll} tabIndex={0} role="region" aria-label={t.reader.textView}>
      <Breadcrumb scroller={box} drawn={runs} />
      {deleted && <Notice>{passage === null ? t.reader.goneWhole : t.reader.gone}</Notice>}
      {around.isError && (
        <Notice onRetry={() => void around.refetch()}>
          {t.reader.failed} {errorText(around.error)}
        </Notice>
      )}
      {around.isPending && !deleted && runs.length === 0 && <Spinner label={t.reader.loading} />}
      {around.isSuccess && runs.length === 0 && <p>{t.reader.noPassages}</p>}
      {around.hasPreviousPage && (
        <Button
          small
          disabled={around.isFetchingPreviousPage}
          onClick={() => void around.fetchPreviousPage()}
        >
          {t.reader.earlier}
        </Button>
      )}
      <Suspense fallback={<Spinner label={t.reader.loading} />}>
        {runs.map((run) => (
          <Run key={run.start} run={run} target={target} />
        ))}
      </Suspense>
      {around.hasNextPage && (
        <Button small disabled={around.isFetchingNextPage} onClick={() => void around.fetchNextPage()}>
          {t.reader.later}
        </Button>
      )}
    </div>
  );
}

/** A run of the text, below its page and its heading where they are new. */
function Run({ run, target }: { run: DocumentRun; target: ReaderTarget }) {
  const { filename, quote, passage } = target;
  const path = run.above === null ? run.path : [...run.path, run.above];
  return (
    <section className={styles.run} data-path={JSON.stringify(path)}>
      {run.newPage && run.page !== null && <p className={styles.position}>{t.reader.page(run.page)}</p>}
      {run.above !== null && (
        <h3 className={styles.heading} dir="auto">
          {run.above}
        </h3>
      )}
      <LazyDocumentText
        filename={filename}
        run={run}
        quote={unitsOf(run, quote)}
        passage={unitsOf(run, passage)}
      />
    </section>
  );
}
