/** Finds the citation that a mark of an answer stands for. */
import type { Citation } from '@/types/api';

/** The citations of each source. */
export type CitationIndex = ReadonlyMap<number, readonly Citation[]>;

export function indexCitations(citations: readonly Citation[]): CitationIndex {
  const index = new Map<number, Citation[]>();
  for (const citation of citations) {
    const list = index.get(citation.n);
    if (list) list.push(citation);
    else index.set(citation.n, [citation]);
  }
  return index;
}

/**
 * The citation of source `n` whose sentence holds the mark at character `at` of the answer, or stands
 * nearest to it; null while none has come.
 */
export function citationAt(index: CitationIndex, n: number, at: number): Citation | null {
  const distance = (c: Citation) => Math.max(c.answer_start - at, at - c.answer_end, 0);
  return (index.get(n) ?? []).reduce<Citation | null>(
    (best, citation) => (best === null || distance(citation) < distance(best) ? citation : best),
    null,
  );
}
