/** A PDF as pdf.js draws it, with the quote marked in its text. */
import { useState } from 'react';
import type { Goal } from '@/features/reader/page-scroll';
import type { PageView } from '@/features/reader/page-layout';
import type { PDFDocumentProxy } from '@/features/reader/pdf';
import { PdfBar } from '@/features/reader/PdfBar';
import { PdfPages } from '@/features/reader/PdfPages';
import { PdfThumbs } from '@/features/reader/PdfThumbs';
import type { ReaderTarget } from '@/features/reader/reader-target';
import { usePdf } from '@/features/reader/use-pdf';
import { useRoom } from '@/features/reader/use-room';
import type { Box } from '@/features/reader/word-boxes';
import { Button } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { Spinner } from '@/components/Spinner';
import { t } from '@/config/late-strings';
import styles from '@/features/reader/PdfView.module.css';

interface PdfViewProps {
  version: number;
  /** Each new one is led to. */
  target: ReaderTarget;
  /** Where its quote stands if the page is a scan; null until that is known. */
  boxes: readonly Box[] | null;
  /** The page that is read. */
  onPage: (page: number) => void;
  onText: () => void;
  onQuoteMissing: () => void;
}

export default function PdfView({ version, target, ...rest }: PdfViewProps) {
  const pdf = usePdf(target.documentId, version);
  if (pdf.state === 'failed') {
    return (
      <div className={styles.message}>
        <Notice>{t.reader.pdfFailed}</Notice>
        <Button onClick={rest.onText}>{t.reader.textView}</Button>
      </div>
    );
  }
  if (pdf.state === 'loading') {
    return (
      <div className={styles.message}>
        <Spinner label={t.reader.loading} />
      </div>
    );
  }
  return <OpenPdf document={pdf.document} target={target} {...rest} />;
}

/** Width from which there is room for small pictures beside the pages, and from which they stand there unasked. */
const ROOM_FOR_THUMBS = 440;
const WIDE = 720;

interface OpenPdfProps extends Omit<PdfViewProps, 'version'> {
  document: PDFDocumentProxy;
}

function OpenPdf({ document: pdf, target, boxes, onPage, onText, onQuoteMissing }: OpenPdfProps) {
  const total = pdf.numPages;
  const within = (page: number) => Math.max(1, Math.min(page, total));
  const goalOf = ({ page, quote }: ReaderTarget) => ({ page: within(page ?? 1), quote: quote !== null });
  const [view, setView] = useState<PageView>({ fit: 'width', zoom: 1, quarters: 0 });
  const [led, setLed] = useState(target);
  const [goal, setGoal] = useState<Goal>(goalOf(target));
  const [page, setPage] = useState(goal.page);
  const [missing, setMissing] = useState(false);
  if (led !== target) {
    setLed(target);
    setGoal(goalOf(target));
    setMissing(false);
  }
  const [frame, { width }] = useRoom();
  const [chosen, setChosen] = useState<boolean | null>(null);
  const thumbs = width < ROOM_FOR_THUMBS || total === 1 ? null : (chosen ?? width >= WIDE);
  const { quote } = target;
  const goTo = (next: number) => setGoal({ page: next, quote: false });

  return (
    <div ref={frame} className={styles.frame}>
      {missing && (
        <p className={styles.missing}>
          {t.reader.quoteNotOnPage}{' '}
          <Button small onClick={onText}>
            {t.reader.textView}
          </Button>
        </p>
      )}
      <div className={styles.beside}>
        {thumbs && <PdfThumbs document={pdf} page={page} onPage={goTo} />}
        <PdfPages
          document={pdf}
          view={view}
          goal={goal}
          quote={quote && target.page !== null ? { page: within(target.page), text: quote.text } : null}
          boxes={boxes}
          label={t.reader.pageOf(page, total)}
          onPage={(next) => {
            setPage(next);
            onPage(next);
          }}
          onQuoteMissing={() => {
            setMissing(true);
            onQuoteMissing();
          }}
        />
      </div>
      <PdfBar
        page={page}
        total={total}
        view={view}
        thumbs={thumbs}
        onPage={goTo}
        onView={setView}
        onThumbs={() => setChosen(!thumbs)}
      />
    </div>
  );
}
