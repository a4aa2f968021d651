/** Cuts a run of passages into what is drawn: no text twice where they overlap, the quote apart. */
import { cut } from '@/lib/code-points';
import type { Passage } from '@/types/api';
import type { Quote } from '@/features/reader/reader-target';

export interface PassagePart {
  passage: Passage;
  before: string;
  quote: string;
  after: string;
  /** Whether a heading or page line belongs above it: it differs from the passage before. */
  newHeading: boolean;
  newPage: boolean;
}

/** `cited` keeps its whole text; its neighbours give way where they overlap it. */
export function passageParts(
  passages: readonly Passage[],
  cited: number | null,
  quote: Quote | null,
): PassagePart[] {
  return passages.map((passage, index) => {
    const previous = passages[index - 1];
    const next = passages[index + 1];
    const isCited = passage.ordinal === cited;
    const from = previous && !isCited ? Math.max(passage.start, previous.end) : passage.start;
    const to = next && next.ordinal === cited && !isCited ? Math.min(passage.end, next.start) : passage.end;
    return {
      passage,
      ...marked(passage, Math.min(from, to), to, quote),
      newHeading: passage.heading.join('\n') !== (previous?.heading.join('\n') ?? ''),
      newPage: passage.page !== null && passage.page !== previous?.page,
    };
  });
}

function marked(passage: Passage, from: number, to: number, quote: Quote | null) {
  const [, text] = cut(passage.text ?? '', from - passage.start, to - passage.start);
  const start = Math.max(from, Math.min(quote?.start ?? to, to));
  const end = Math.max(start, Math.min(quote?.end ?? to, to));
  const [before, inside, after] = cut(text, start - from, end - from);
  return { before, quote: inside, after };
}
