/** One page of a PDF at a time, drawn by pdf.js, with the quote marked in its text. */
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { markQuote } from '@/features/reader/mark-quote';
import { PageField } from '@/features/reader/PageField';
import { ScanMarks } from '@/features/reader/ScanMarks';
import { drawPage, type PDFDocumentProxy } from '@/features/reader/pdf';
import { usePdf } from '@/features/reader/use-pdf';
import { turned, type Box } from '@/features/reader/word-boxes';
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
  const [fit, setFit] = useState<'width' | 'height'>('width');
  const [quarters, setQuarters] = useState(0);

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
        fit={fit}
        quarters={quarters}
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
        <span className="visually-hidden" role="status">
          {t.reader.pageOf(shown, total)}
        </span>
        <PageField key={shown} page={shown} total={total} onPage={onPage} />
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
        <IconButton
          icon={fit === 'width' ? 'fitHeight' : 'fitWidth'}
          label={fit === 'width' ? t.content.fitHeight : t.content.fitWidth}
          onClick={() => {
            setZoom(0);
            setFit(fit === 'width' ? 'height' : 'width');
          }}
        />
        <IconButton icon="rotate" label={t.content.rotate} onClick={() => setQuarters((quarters + 1) % 4)} />
      </div>
    </>
  );
}

/** The room that a page may take, in whole steps so that a dragged window does not redraw it at every pixel. */
function useRoom() {
  const ref = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState({ width: 0, height: 0 });
  useEffect(() => {
    if (!ref.current) return;
    const whole = (pixels: number) => Math.floor(pixels / 8) * 8;
    const observer = new ResizeObserver(([entry]) => {
      if (!entry) return;
      const { width, height } = entry.contentRect;
      setRoom((before) =>
        before.width === whole(width) && before.height === whole(height)
          ? before
          : { width: whole(width), height: whole(height) },
      );
    });
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, []);
  return [ref, room] as const;
}

interface PdfPageProps {
  document: PDFDocumentProxy;
  page: number;
  quote: string | null;
  boxes: readonly Box[] | null;
  zoom: number;
  fit: 'width' | 'height';
  /** Quarters of a circle to the right. */
  quarters: number;
  /** What the page is called to who cannot see it. */
  label: string;
  onText: () => void;
  onQuoteMissing: () => void;
}

function PdfPage(props: PdfPageProps) {
  const { document: pdf, page, quote, boxes, zoom, fit, quarters, label, onText, onQuoteMissing } = props;
  const [box, room] = useRoom();
  const { width } = room;
  const height = fit === 'height' ? room.height * zoom : null;
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
        const text = await drawPage(
          proxy,
          ...elements,
          { width: width * zoom, height, rotation: quarters * 90 },
          abort.signal,
        );
        if (abort.signal.aborted) return;
        const mark = quote ? markQuote(text, quote) : null;
        mark?.scrollIntoView({ block: 'center', inline: 'center' });
        setDrawn({ page, quote, marked: mark !== null });
        setFailed(false);
      })
      .catch(() => !abort.signal.aborted && setFailed(true));
    return () => abort.abort();
  }, [pdf, page, quote, width, height, zoom, quarters]);

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
        {unmarked && boxes && <ScanMarks boxes={boxes.map((one) => turned(one, quarters))} />}
      </div>
    </div>
  );
}
