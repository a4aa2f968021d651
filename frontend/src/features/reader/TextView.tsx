import { useEffect, useMemo, useRef } from 'react';
import { PassageText } from '@/features/reader/PassageText';
import { passageParts } from '@/features/reader/passage-parts';
import type { ReaderTarget } from '@/features/reader/reader-target';
import { usePassages } from '@/features/reader/use-passages';
import { Button } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { Spinner } from '@/components/Spinner';
import { errorText, t } from '@/config/strings';
import styles from '@/features/reader/TextView.module.css';

/** The document's text around a passage, the quote marked and in sight. */
export function TextView({ target, deleted }: { target: ReaderTarget; deleted: boolean }) {
  const { documentId, ordinal, passage, quote } = target;
  const around = usePassages(documentId, ordinal, !deleted);
  // Until its neighbours come, and if they never do, the passage stands alone as it was cited.
  const alone = useMemo(() => (passage?.text ? [passage] : []), [passage]);
  const passages = around.passages.length > 0 ? around.passages : alone;
  const cited = passage === null ? null : ordinal;
  const parts = useMemo(() => passageParts(passages, cited, quote), [passages, cited, quote]);
  const focus = useRef<HTMLElement>(null);
  const loaded = around.passages.length > 0;

  useEffect(() => {
    focus.current?.scrollIntoView({ block: 'center' });
  }, [loaded]);

  return (
    <div className={styles.scroll}>
      {deleted && <Notice>{passage === null ? t.reader.goneWhole : t.reader.gone}</Notice>}
      {around.isError && (
        <Notice onRetry={() => void around.refetch()}>
          {t.reader.failed} {errorText(around.error)}
        </Notice>
      )}
      {around.isPending && !deleted && parts.length === 0 && <Spinner label={t.reader.loading} />}
      {around.isSuccess && parts.length === 0 && <p>{t.reader.noPassages}</p>}
      {around.hasPreviousPage && (
        <Button
          small
          disabled={around.isFetchingPreviousPage}
          onClick={() => void around.fetchPreviousPage()}
        >
          {t.reader.earlier}
        </Button>
      )}
      {parts.map((part) => (
        <PassageText key={part.passage.id} part={part} cited={part.passage.ordinal === cited} focus={focus} />
      ))}
      {around.hasNextPage && (
        <Button small disabled={around.isFetchingNextPage} onClick={() => void around.fetchNextPage()}>
          {t.reader.later}
        </Button>
      )}
    </div>
  );
}
