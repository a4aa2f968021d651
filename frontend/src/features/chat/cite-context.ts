import { createContext } from 'react';
import type { Citation, Passage } from '@/types/api';

/** What a click on a citation or a source leads to. */
export interface CiteTarget {
  n: number;
  passage: Passage;
  citation: Citation | null;
}

export interface CiteScope {
  sources: readonly Passage[];
  citations: readonly Citation[];
  onCite: (target: CiteTarget) => void;
}

export const CiteContext = createContext<CiteScope>({ sources: [], citations: [], onCite: () => undefined });
