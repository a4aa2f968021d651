/** Questions to begin with: those that the newest documents answer. */
import { useQueries } from '@tanstack/react-query';
import type { ScopeOptions } from '@/features/chat/scope';
import { t } from '@/config/strings';
import { guideQuery } from '@/lib/guide';
import { useServices } from '@/lib/services';

export interface Suggestion {
  text: string;
  /** The name of the document that it asks about; empty where the text says it. */
  about: string;
  /** That document's file, whose kind is shown; missing where the question is about all. */
  filename?: string;
  /** The documents that it asks about; none means all. */
  documentIds: readonly string[];
}

const ASKED = 3;
const LONGEST_NAME = 40;

/** A file's name as one would say it: without its ending, and not too long for a line. */
export function spokenName(filename: string): string {
  const name = filename.replace(/\.\w{1,5}$/, '');
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1).trimEnd()}…` : name;
}

interface Asked {
  id: string;
  filename: string;
  /** Null until they are known; then nothing is said of the document, so that no line changes under the finger. */
  questions: readonly string[] | null;
}

/** The first question of each document, then the second of each, as many as fit; one without any is summed up. */
export function suggestionsOf(documents: readonly Asked[]): Suggestion[] {
  const own = documents.map(({ id, filename, questions }): Suggestion[] => {
    const name = spokenName(filename);
    if (questions?.length === 0)
      return [{ text: t.chat.suggestSummary(name), about: '', filename, documentIds: [id] }];
    return (questions ?? []).map((text) => ({ text, about: name, filename, documentIds: [id] }));
  });
  const rounds = Array.from({ length: ASKED }, (_, round) =>
    own.flatMap((list) => list.slice(round, round + 1)),
  );
  const known = documents.every(({ questions }) => questions !== null);
  return (known ? rounds : rounds.slice(0, 1)).flat().slice(0, ASKED);
}

export function useSuggestions(documents: ScopeOptions['documents']): Suggestion[] {
  const { api } = useServices();
  const newest = documents.slice(0, ASKED);
  const guides = useQueries({ queries: newest.map(({ id }) => guideQuery(api, id, 0)) });
  const asked = newest.map(({ id, filename }, index) => {
    const guide = guides[index];
    return { id, filename, questions: !guide || guide.isPending ? null : (guide.data?.questions ?? []) };
  });
  const own = suggestionsOf(asked);
  return documents.length > 1 ? [...own, { text: t.chat.suggestCompare, about: '', documentIds: [] }] : own;
}
