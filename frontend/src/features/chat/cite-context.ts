import { createContext } from 'react';
import type { CitationIndex } from '@/features/chat/citation-marks';
import type { Citation, Passage } from '@/types/api';

/** The passage that a click on a citation or a source opens. */
export interface CiteTarget {
  n: number;
  passage: Passage;
  citation: Citation | null;
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
