import { createContext } from 'react';

interface BranchChoice {
  /** The versions of each question that is shown and has several, oldest first. */
  versions: ReadonlyMap<string, readonly string[]>;
  /** Shows the branch of a question. */
  choose: (questionId: string) => void;
}

/** How a question leads to those that it was edited from, or into. */
export const BranchContext = createContext<BranchChoice>({ versions: new Map(), choose: () => undefined });
