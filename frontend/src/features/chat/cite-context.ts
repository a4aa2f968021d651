import { createContext } from 'react';
import type { CitationIndex } from '@/features/chat/citation-marks';
import type { Citation, Passage } from '@/types/api';

/** What a click on a citation or a source leads to. */
export interface CiteTarget {
  n: number;
  passage: Passage;
  citation: Citation | null;
}

export interface CiteScope {
  sources: readonly Passage[];
  citations: CitationIndex;
  onCite: (target: CiteTarget) => void;
}

export const CiteContext = createContext<CiteScope>({
  sources: [],
  citations: new Map(),
  onCite: () => undefined,
});
