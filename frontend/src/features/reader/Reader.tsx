/** Shows what a citation points to: the page itself for a PDF, the text for every document. */
import { Suspense, lazy, useEffect, useRef, useState } from 'react';
import { GuideView } from '@/features/reader/GuideView';
import { PictureView } from '@/features/reader/PictureView';
import { ReaderHead } from '@/features/reader/ReaderHead';
import { ReaderSearch } from '@/features/reader/ReaderSearch';
import { Stepper } from '@/features/reader/Stepper';
import { TextView } from '@/features/reader/TextView';
import type { ReaderTarget, ReaderView } from '@/features/reader/reader-target';
import { useQuoteBoxes } from '@/features/reader/use-quote-boxes';
import { Spinner } from '@/components/Spinner';
import { t } from '@/config/late-strings';
import { ApiError } from '@/lib/api-client';
import { bylineOf, lengthOf } from '@/lib/profile';
import { useDocument } from '@/lib/use-document';
import type { GrailDocument } from '@/types/api';
import styles from '@/features/reader/Reader.module.css';

// pdf.js weighs more than the rest of the page, so it is loaded when a PDF is opened.
const PdfView = lazy(() => import('@/features/reader/PdfView'));

interface ReaderProps {
  target: ReaderTarget;
  /** Rises with each passage that is opened from elsewhere. */
  opened: number;
  /** All that the answer cites from which a passage was opened; empty for one that was opened otherwise. */
  trail: readonly ReaderTarget[];
  onTarget: (target: ReaderTarget) => void;
  onAsk: (documentId: string, prompt: string) => void;
  onClose: () => void;
}

/** Pictures that every browser shows; a TIFF is not one of them. */
const SHOWN_PICTURES = ['image/png', 'image/jpeg', 'image/webp'];

/** What the page view shows of a document, if it has one. */
function pagesOf(document: GrailDocument | undefined, filename: string): 'pdf' | 'picture' | null {
  if (document && SHOWN_PICTURES.includes(document.content_type)) return 'picture';
  const isPdf = document?.content_type === 'application/pdf' || filename.toLowerCase().endsWith('.pdf');
  return isPdf ? 'pdf' : null;
}

export function Reader({ target, opened, trail, onTarget, onAsk, onClose }: ReaderProps) {
  const document = useDocument(target.documentId);
  const name = useRef<HTMLHeadingElement>(null);
  const deleted = document.error instanceof ApiError && document.error.status === 404;
  const pages = deleted ? null : pagesOf(document.data, target.filename);
  const paged = pages !== null;
  const [preferred, setPreferred] = useState<ReaderView>('page');
  const [override, setOverride] = useState<{ of: ReaderTarget; view: ReaderView } | null>(null);
  const [page, setPage] = useState<{ of: ReaderTarget; n: number } | null>(null);
  const chosen = override?.of === target ? override.view : preferred;
  const view: ReaderView = paged ? chosen : 'text';
  const shownPage = page?.of === target ? page.n : target.page;
  const boxes = useQuoteBoxes(target, view === 'page');

  // Whoever opens a passage by keyboard goes on in the reader, and hears the document's name.
  useEffect(() => name.current?.focus({ preventScroll: true }), [opened]);

  function choose(next: ReaderView) {
    setPreferred(next);
    setOverride({ of: target, view: next });
  }

  return (
    <section className={styles.reader} aria-label={t.reader.title} data-testid="reader">
      <ReaderHead
        nameRef={name}
        target={target}
        filename={document.data?.filename ?? target.filename}
        about={
          document.data ? [bylineOf(document.data), lengthOf(document.data)].filter(Boolean).join(' · ') : ''
        }
        address={document.data?.address ?? null}
        view={paged ? view : null}
        onView={choose}
        deleted={deleted}
        onClose={onClose}
        onAsk={() =>
          onAsk(
            target.documentId,
            t.reader.askPrompt(target.filename, view === 'page' ? shownPage : target.page),
          )
        }
      />
      {trail.length > 1 && <Stepper trail={trail} target={target} onTarget={onTarget} />}
      {!deleted && document.data?.status === 'ready' && (
        <GuideView
          key={target.documentId}
          document={document.data}
          open={target.passage === null}
          onTarget={onTarget}
          onAsk={(question) => onAsk(target.documentId, question)}
        />
      )}
      {!deleted && <ReaderSearch documentId={target.documentId} onFound={onTarget} />}
      {view === 'page' && pages === 'picture' ? (
        <PictureView
          documentId={target.documentId}
          version={document.data?.version ?? 0}
          filename={target.filename}
          boxes={boxes ?? []}
          onText={() => choose('text')}
        />
      ) : view === 'page' ? (
        <Suspense fallback={<Waiting />}>
          <PdfView
            version={document.data?.version ?? 0}
            target={target}
            boxes={boxes}
            onPage={(n) => setPage({ of: target, n })}
            onText={() => choose('text')}
            // The text view always has the quote: it steps in unless the page was asked for by hand.
            onQuoteMissing={() => override?.of !== target && setOverride({ of: target, view: 'text' })}
          />
        </Suspense>
      ) : (
        <TextView key={`${target.documentId}:${target.ordinal}`} target={target} deleted={deleted} />
      )}
    </section>
  );
}

function Waiting() {
  return (
    <div className={styles.waiting}>
      <Spinner label={t.reader.loading} />
    </div>
  );
}
