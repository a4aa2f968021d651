import { useEffect, useState } from 'react';
import { useBatch, useIngestBatches } from '@/features/documents/ingest-context';
import { useToast } from '@/components/Toasts';
import { t } from '@/config/strings';
import { notify } from '@/lib/notify';
import { setTitle } from '@/lib/page-title';

/** The end of a batch that took longer is news, in ms; of a shorter one the list tells while one looks at it. */
const LONG = 15_000;

/** Tells in the tab's title how many documents are read, and says when the last of them is. Draws nothing. */
export function IngestNews() {
  const batches = useIngestBatches();
  const batch = useBatch();
  const toast = useToast();
  /** How the last batch ended, until the person comes back to the page. */
  const [unseen, setUnseen] = useState('');
  const news = batch ? `(${batch.ready + batch.failed}/${batch.total})` : unseen;

  useEffect(() => setTitle('news', news), [news]);

  useEffect(
    () =>
      batches.onEnd(({ ready, failed, took }) => {
        const hidden = document.visibilityState === 'hidden';
        if (took < LONG && ready + failed < 2 && !hidden) return;
        const text = [
          ready > 0 && t.ingest.readyInTheEnd(ready),
          failed > 0 && t.ingest.failedInTheEnd(failed),
        ]
          .filter(Boolean)
          .join(' ');
        toast({ text, tone: failed > 0 ? 'problem' : 'plain' });
        if (!hidden) return;
        void notify(text);
        setUnseen(failed > 0 ? '⚠' : '✓');
        document.addEventListener('visibilitychange', () => setUnseen(''), { once: true });
      }),
    [batches, toast],
  );
  return null;
}
