/** The pages of a PDF, one under the other; those alone are drawn that are near. */
import {
  useCallback,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react';
import { layPages, type PageView, type Size } from '@/features/reader/page-layout';
import type { PDFDocumentProxy } from '@/features/reader/pdf';
import { PdfPage } from '@/features/reader/PdfPage';
import { PageScroll, type Goal } from '@/features/reader/page-scroll';
import { useRoom } from '@/features/reader/use-room';
import type { Box } from '@/features/reader/word-boxes';
import styles from '@/features/reader/PdfView.module.css';

interface PdfPagesProps {
  document: PDFDocumentProxy;
  view: PageView;
  goal: Goal;
  quote: { page: number; text: string } | null;
  boxes: readonly Box[] | null;
  /** What the pages are called to who cannot see them. */
  label: string;
  onPage: (page: number) => void;
  onQuoteMissing: () => void;
}

/** ISO A4 at a scale of 1, as long as no page is read. */
const A4 = { width: 595, height: 842 };

export function PdfPages(props: PdfPagesProps) {
  const { document: pdf, view, goal, quote, boxes, label, onPage, onQuoteMissing } = props;
  const [box, room] = useRoom();
  const [known, setKnown] = useState<ReadonlyMap<number, Size>>(new Map());
  const learn = useCallback((page: number, { width, height }: Size) => {
    setKnown((before) => {
      const size = before.get(page);
      if (size?.width === width && size.height === height) return before;
      return new Map(before).set(page, { width, height });
    });
  }, []);
  const layout = useMemo(() => {
    const usual = known.values().next().value ?? A4;
    return room.width > 0 ? layPages(pdf.numPages, known, usual, view, room) : null;
  }, [pdf, known, view, room]);

  const [scroll] = useState(() => new PageScroll(goal));
  const { page: read, near } = useSyncExternalStore(scroll.subscribe, scroll.seen);
  useLayoutEffect(() => (box.current ? scroll.attach(box.current) : undefined), [scroll, box]);
  useLayoutEffect(() => scroll.lay(layout), [scroll, layout]);
  useLayoutEffect(() => scroll.go(goal), [scroll, goal]);
  const tellPage = useEffectEvent(onPage);
  useEffect(() => tellPage(read), [read]);

  return (
    // It scrolls with the keyboard too.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div ref={box} className={styles.scroll} tabIndex={0} role="region" aria-label={label}>
      <div
        className={styles.pages}
        style={layout ? { minWidth: layout.width, height: layout.height } : undefined}
      >
        {near.map((page) => {
          const [top, size] = [layout?.tops[page - 1], layout?.sizes[page - 1]];
          if (top === undefined || !size) return null;
          return (
            <PdfPage
              key={page}
              document={pdf}
              page={page}
              view={view}
              room={room}
              top={top}
              size={size}
              quote={quote?.page === page ? quote.text : null}
              boxes={quote?.page === page ? boxes : null}
              onSize={learn}
              onMark={scroll.leadTo}
              onQuoteMissing={onQuoteMissing}
            />
          );
        })}
      </div>
    </div>
  );
}
