/** One page of a PDF at a time, drawn by pdf.js, with the quote marked in its text. */
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { markQuote } from '@/features/reader/mark-quote';
import { ScanMarks } from '@/features/reader/ScanMarks';
import { drawPage, type PDFDocumentProxy } from '@/features/reader/pdf';
import { usePdf } from '@/features/reader/use-pdf';
import type { Box } from '@/features/reader/word-boxes';
import { Button, IconButton } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { Spinner } from '@/components/Spinner';
import { t } from '@/config/strings';
import styles from '@/features/reader/PdfView.module.css';

interface PdfViewProps {
  documentId: string;
  version: number;
  page: number;
  quote: string | null;
  /** Where the quote stands if the page is a scan; null until that is known. */
  boxes: readonly Box[] | null;
  onPage: (page: number) => void;
  onText: () => void;
  onQuoteMissing: () => void;
}

const ZOOMS = [1, 1.25, 1.5, 2, 2.5];

export default function PdfView({
  documentId,
  version,
  page,
  quote,
  boxes,
  onPage,
  onText,
  onQuoteMissing,
}: PdfViewProps) {
  const pdf = usePdf(documentId, version);
  const [zoom, setZoom] = useState(0);

  if (pdf.state === 'failed') {
    return (
      <div className={styles.message}>
        <Notice>{t.reader.pdfFailed}</Notice>
        <Button onClick={onText}>{t.reader.textView}</Button>
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
  const total = pdf.document.numPages;
  const shown = Math.max(1, Math.min(page, total));
  return (
    <>
      <PdfPage
        document={pdf.document}
        page={shown}
        quote={quote}
        boxes={boxes}
        zoom={ZOOMS[zoom] ?? 1}
        label={t.reader.pageOf(shown, total)}
        onText={onText}
        onQuoteMissing={onQuoteMissing}
      />
      {/* Disabled in name alone: a button that is disabled at the last page would lose the focus there. */}
      <div className={styles.bar}>
        <IconButton
          icon="left"
          label={t.reader.previousPage}
          aria-disabled={shown <= 1}
          onClick={() => onPage(Math.max(1, shown - 1))}
        />
        <span className={styles.count} role="status">
          {t.reader.pageOf(shown, total)}
        </span>
        <IconButton
          icon="right"
          label={t.reader.nextPage}
          aria-disabled={shown >= total}
          onClick={() => onPage(Math.min(total, shown + 1))}
        />
        <IconButton
          icon="minus"
          label={t.reader.zoomOut}
          aria-disabled={zoom === 0}
          onClick={() => setZoom(Math.max(0, zoom - 1))}
        />
        <IconButton
          icon="plus"
          label={t.reader.zoomIn}
          aria-disabled={zoom === ZOOMS.length - 1}
          onClick={() => setZoom(Math.min(ZOOMS.length - 1, zoom + 1))}
        />
      </div>
    </>
  );
}

/** The width that a page may take, in whole steps so that a dragged window does not redraw it at every pixel. */
function useWidth() {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!ref.current) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.floor(entry.contentRect.width / 8) * 8);
    });
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, []);
  return [ref, width] as const;
}

interface PdfPageProps {
  document: PDFDocumentProxy;
  page: number;
  quote: string | null;
  boxes: readonly Box[] | null;
  zoom: number;
  /** What the page is called to who cannot see it. */
  label: string;
  onText: () => void;
  onQuoteMissing: () => void;
}

function PdfPage({ document: pdf, page, quote, boxes, zoom, label, onText, onQuoteMissing }: PdfPageProps) {
  const [box, width] = useWidth();
  const canvas = useRef<HTMLCanvasElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const tellMissing = useEffectEvent(onQuoteMissing);
  /** Whether the quote is in the page's own text, once that is drawn. */
  const [drawn, setDrawn] = useState<{ page: number; quote: string | null; marked: boolean } | null>(null);
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    if (!canvas.current || !layer.current || width === 0) return;
    const abort = new AbortController();
    const elements = [canvas.current, layer.current] as const;
    void pdf
      .getPage(page)
      .then(async (proxy) => {
        if (abort.signal.aborted) return;
        const text = await drawPage(proxy, ...elements, width * zoom, abort.signal);
        if (abort.signal.aborted) return;
        const mark = quote ? markQuote(text, quote) : null;
        mark?.scrollIntoView({ block: 'center', inline: 'center' });
        setDrawn({ page, quote, marked: mark !== null });
        setFailed(false);
      })
      .catch(() => !abort.signal.aborted && setFailed(true));
    return () => abort.abort();
  }, [pdf, page, quote, width, zoom]);

  const unmarked = drawn?.page === page && drawn.quote === quote && quote !== null && !drawn.marked;
  const missing = unmarked && boxes?.length === 0;
  useEffect(() => {
    if (missing) tellMissing();
  }, [missing]);

  return (
    // It scrolls with the keyboard too.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div ref={box} className={styles.scroll} tabIndex={0} role="region" aria-label={label}>
      {failed && <Notice>{t.reader.pdfFailed}</Notice>}
      {missing && (
        <p className={styles.missing}>
          {t.reader.quoteNotOnPage}{' '}
          <Button small onClick={onText}>
            {t.reader.textView}
          </Button>
        </p>
      )}
      <div className={styles.page}>
        <canvas ref={canvas} aria-hidden="true" />
        <div ref={layer} className={styles.layer} />
        {unmarked && boxes && <ScanMarks boxes={boxes} />}
      </div>
    </div>
  );
}
