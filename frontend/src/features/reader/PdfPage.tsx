/** One page of a PDF, drawn by pdf.js, with the quote marked in its text. */
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { markQuote } from '@/features/reader/mark-quote';
import { scaleOf, type PageView, type Size } from '@/features/reader/page-layout';
import {
  layText,
  naturalSize,
  paintPage,
  releasePage,
  type PageText,
  type PDFDocumentProxy,
} from '@/features/reader/pdf';
import { ScanMarks } from '@/features/reader/ScanMarks';
import { usePdfPage } from '@/features/reader/use-pdf';
import { turned, type Box } from '@/features/reader/word-boxes';
import { Notice } from '@/components/Notice';
import { t } from '@/config/late-strings';
import { findQuote } from '@/lib/find-quote';
import styles from '@/features/reader/PdfView.module.css';

interface PdfPageProps {
  document: PDFDocumentProxy;
  page: number;
  view: PageView;
  room: Size;
  /** Where it stands and how large it is until it is known better. */
  top: number;
  size: Size;
  /** Null where this page is not the one that is quoted. */
  quote: string | null;
  /** Where the quote stands if the page is a scan; null until that is known. */
  boxes: readonly Box[] | null;
  onSize: (page: number, natural: Size) => void;
  onMark: (mark: HTMLElement) => void;
  onQuoteMissing: () => void;
}

export function PdfPage(props: PdfPageProps) {
  const { page, view, room, top, size, quote, boxes, onMark } = props;
  const { quarters } = view;
  const { proxy, failed } = usePdfPage(props.document, page);
  const natural = useMemo(() => proxy && naturalSize(proxy), [proxy]);
  const tellSize = useEffectEvent(props.onSize);
  useEffect(() => {
    if (natural) tellSize(page, natural);
  }, [natural, page]);

  const canvas = useRef<HTMLCanvasElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const [text, setText] = useState<PageText | null>(null);
  const [broken, setBroken] = useState(false);
  const scale = natural && scaleOf(natural, view, room);
  useEffect(() => {
    if (!proxy || scale === null || !canvas.current || !layer.current) return;
    const abort = new AbortController();
    const drawing = { scale, rotation: quarters * 90 };
    Promise.all([
      layText(proxy, layer.current, drawing, abort.signal),
      paintPage(proxy, canvas.current, drawing, abort.signal),
    ]).then(
      ([laid]) => {
        if (abort.signal.aborted) return;
        setText(laid);
        setBroken(false);
      },
      () => !abort.signal.aborted && setBroken(true),
    );
    return () => abort.abort();
  }, [proxy, scale, quarters]);
  useEffect(() => {
    const drawn = canvas.current;
    return () => void (drawn && releasePage(proxy, drawn));
  }, [proxy]);

  const found = useMemo(() => (text && quote !== null ? findQuote(text.texts, quote) : null), [text, quote]);
  const tellMark = useEffectEvent(onMark);
  useEffect(() => {
    if (!text || !found) return;
    const { first, clear } = markQuote(text, found);
    if (first) tellMark(first);
    return clear;
  }, [text, found]);
  const unmarked = found?.length === 0;
  const lit = useMemo(() => boxes?.map((box) => turned(box, quarters)), [boxes, quarters]);
  const missing = unmarked && boxes?.length === 0;
  const tellMissing = useEffectEvent(props.onQuoteMissing);
  useEffect(() => {
    if (missing) tellMissing();
  }, [missing]);

  return (
    <div className={styles.page} data-testid="pdf-page" data-page={page} style={{ top, ...size }}>
      <canvas ref={canvas} aria-hidden="true" />
      <div ref={layer} className={styles.layer} />
      {unmarked && lit && <ScanMarks boxes={lit} onMark={onMark} />}
      {(failed || broken) && <Notice>{t.reader.pdfFailed}</Notice>}
    </div>
  );
}
