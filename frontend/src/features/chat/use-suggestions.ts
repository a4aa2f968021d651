/** Questions to begin with, out of the newest documents' own headings. */
import { useQueries } from '@tanstack/react-query';
import { getHeadings } from '@/features/chat/chat-api';
import type { ScopeOptions } from '@/features/chat/scope';
import { t } from '@/config/strings';
import { useServices } from '@/lib/services';

interface Suggestion {
  text: string;
  /** The documents that it asks about; none means all. */
  documentIds: readonly string[];
}

const ASKED = 3;
/** Longer headings are sentences that make no question. */
const LONGEST = 60;
const LONGEST_NAME = 40;

/** A heading that tells something: not the title that a document begins with, where there is another. */
export function tellingHeading(headings: readonly string[]): string | null {
  const fit = [...new Set(headings)].filter((heading) => heading !== '' && heading.length <= LONGEST);
  return fit[1] ?? fit[0] ?? null;
}

/** A file's name as one would say it: without its ending, and not too long for a line. */
export function spokenName(filename: string): string {
  const name = filename.replace(/\.\w{1,5}$/, '');
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1).trimEnd()}…` : name;
}

export function useSuggestions(documents: ScopeOptions['documents']): Suggestion[] {
  const { api } = useServices();
  const newest = documents.slice(0, ASKED);
  const headings = useQueries({
    queries: newest.map(({ id }) => ({
      queryKey: ['headings', id],
      queryFn: ({ signal }: { signal: AbortSignal }) => getHeadings(api, id, signal),
      staleTime: Infinity,
    })),
  });
  const own = newest.flatMap(({ id, filename }, index): Suggestion[] => {
    const read = headings[index];
    // Until its headings are read nothing is said of a document, so that no line changes under the finger.
    if (!read || read.isPending) return [];
    const heading = tellingHeading(read.data ?? []);
    const name = spokenName(filename);
    const text = heading ? t.chat.suggestHeading(name, heading) : t.chat.suggestSummary(name);
    return [{ text, documentIds: [id] }];
  });
  return documents.length > 1 ? [...own, { text: t.chat.suggestCompare, documentIds: [] }] : own;
}
