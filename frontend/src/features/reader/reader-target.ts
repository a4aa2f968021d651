import type { Hit } from '@/lib/found-text';
import type { Citation, GrailDocument, GuideSentence, Passage } from '@/types/api';

/** Where to open a document, and what to mark there. */
export interface ReaderTarget {
  documentId: string;
  filename: string;
  ordinal: number;
  page: number | null;
  /** The passage as it was cited: shown even after its document is deleted. */
  passage: Passage | null;
  quote: Quote | null;
}

/** How a document is shown: the page of its PDF, or its extracted text. */
export type ReaderView = 'page' | 'text';

export interface Quote {
  /** Code points of the document's extracted text. */
  start: number;
  end: number;
  text: string;
  verified: boolean;
}

/** What Grail knows of a document stands nowhere in it: its source opens the document at its beginning. */
export function targetOfPassage(passage: Passage, citation: Citation | null): ReaderTarget {
  const document = { documentId: passage.document_id, filename: passage.filename };
  if (passage.profile || citation?.profile) {
    return { ...document, ordinal: 0, page: null, passage: null, quote: null };
  }
  return {
    ...document,
    ordinal: passage.ordinal,
    page: citation?.page ?? passage.page,
    passage,
    quote: citation && {
      start: citation.quote_start,
      end: citation.quote_end,
      text: citation.quote,
      verified: citation.verified,
    },
  };
}

/** A passage that a search found, its words marked where they stand as they were typed. */
export function targetOfHit({ passage, found }: Hit): ReaderTarget {
  const target = targetOfPassage(passage, null);
  if (!found.exact) return target;
  const start = passage.start + Array.from((passage.text ?? '').slice(0, found.at)).length;
  const end = start + Array.from(found.hit).length;
  return { ...target, quote: { start, end, text: found.hit, verified: true } };
}

/** A sentence of a document's guide, marked where it stands. */
export function targetOfSentence(document: GrailDocument, sentence: GuideSentence): ReaderTarget {
  const { text, start, end, page, ordinal } = sentence;
  return { ...targetOfDocument(document), ordinal, page, quote: { start, end, text, verified: true } };
}

export function targetOfDocument(document: GrailDocument): ReaderTarget {
  return {
    documentId: document.id,
    filename: document.filename,
    ordinal: 0,
    page: document.pages ? 1 : null,
    passage: null,
    quote: null,
  };
}
