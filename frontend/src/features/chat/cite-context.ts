import { createContext } from 'react';
import type { CitationIndex } from '@/features/chat/citation-index';
import type { Citation, Passage } from '@/types/api';

/** The passage that a click on a citation or a source opens. */
export interface CiteTarget {
  n: number;
  passage: Passage;
  citation: Citation | null;
}

/** `trail` is all that the answer `messageId` cites. */
export type OnCite = (target: CiteTarget, trail: readonly CiteTarget[], messageId: string) => void;

/** All that an answer cites, in the order of its sentences, each quote once. */
export function trailOf(sources: readonly Passage[], citations: readonly Citation[]): CiteTarget[] {
  const seen = new Set<string>();
  return [...citations]
    .sort((a, b) => a.answer_start - b.answer_start)
    .flatMap((citation) => {
      const passage = sources[citation.n - 1];
      const key = `${citation.n} ${citation.quote_start} ${citation.quote}`;
      if (!passage || seen.has(key)) return [];
      seen.add(key);
      return [{ n: citation.n, passage, citation }];
    });
}

interface CiteScope {
  /** The text of the answer. */
  answer: string;
  sources: readonly Passage[];
  citations: CitationIndex;
  onCite: (target: CiteTarget) => void;
}

export const CiteContext = createContext<CiteScope>({
  answer: '',
  sources: [],
  citations: new Map(),
  onCite: () => undefined,
});
