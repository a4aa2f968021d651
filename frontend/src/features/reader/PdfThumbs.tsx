/** Small pictures of a PDF's pages, each of which leads to its page; those alone are drawn that are near. */
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { naturalSize, paintPage, releasePage, type PDFDocumentProxy } from '@/features/reader/pdf';
import { usePdfPage } from '@/features/reader/use-pdf';
import { t } from '@/config/late-strings';
import { count } from '@/config/format';
import styles from '@/features/reader/PdfThumbs.module.css';

/** Lengths in CSS pixels: of a picture at the most, and from the beginning of one to that of the next. */
const WIDTH = 84;
const HEIGHT = 112;
const PITCH = 148;

interface PdfThumbsProps {
  document: PDFDocumentProxy;
  page: number;
  onPage: (page: number) => void;
}

export function PdfThumbs({ document: pdf, page, onPage }: PdfThumbsProps) {
  const rail = useRef<HTMLElement>(null);
  const [rows, setRows] = useState<readonly [first: number, last: number]>([0, 0]);
  const total = pdf.numPages;

  useEffect(() => {
    const element = rail.current;
    if (!element) return;
    const look = () => {
      const first = Math.floor(element.scrollTop / PITCH) - 1;
      const last = Math.ceil((element.scrollTop + element.clientHeight) / PITCH);
      const [from, to] = [Math.max(0, first), Math.min(total - 1, last)];
      setRows((before) => (before[0] === from && before[1] === to ? before : [from, to]));
    };
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [total]);

  // The page that is read stays among those that can be seen.
  useLayoutEffect(() => {
    const element = rail.current;
    if (!element) return;
    const top = (page - 1) * PITCH;
    const hidden = top < element.scrollTop || top + PITCH > element.scrollTop + element.clientHeight;
    if (hidden) element.scrollTop = top - (element.clientHeight - PITCH) / 2;
  }, [page]);

  const [first, last] = rows;
  const near = Array.from({ length: last - first + 1 }, (_, index) => first + index + 1);
  return (
    <nav ref={rail} className={styles.rail} aria-label={t.reader.thumbnails}>
      <ol style={{ height: total * PITCH }}>
        {near.map((n) => (
          <li key={n} style={{ top: (n - 1) * PITCH, height: PITCH }}>
            <button
              type="button"
              aria-label={t.reader.page(n)}
              aria-current={n === page ? 'page' : undefined}
              onClick={() => onPage(n)}
            >
              <Thumb document={pdf} page={n} />
              {count(n)}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function Thumb({ document: pdf, page }: { document: PDFDocumentProxy; page: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { proxy } = usePdfPage(pdf, page);
  useEffect(() => {
    const drawn = canvas.current;
    if (!proxy || !drawn) return;
    const abort = new AbortController();
    const { width, height } = naturalSize(proxy);
    const scale = Math.min(WIDTH / width, HEIGHT / height);
    // A picture that cannot be drawn stays white: its number leads to the page all the same, which says why.
    paintPage(proxy, drawn, { scale, rotation: 0 }, abort.signal).catch(() => undefined);
    return () => {
      abort.abort();
      releasePage(proxy, drawn);
    };
  }, [proxy]);
  return (
    <span className={styles.picture}>
      <canvas ref={canvas} aria-hidden="true" />
    </span>
  );
}
