/** The list of documents as the page holds it, and how news from the service changes it. */
import { useMemo } from 'react';
import { useInfiniteQuery, type QueryClient } from '@tanstack/react-query';
import { listDocuments } from '@/features/documents/documents-api';
import { flatten, remove, upsert } from '@/lib/paged';
import { useServices } from '@/lib/services';
import type { DocumentStatus, GrailDocument } from '@/types/api';

export const DOCUMENTS = ['documents'] as const;

const SETTLED: readonly DocumentStatus[] = ['ready', 'failed'];

export function isSettled(document: GrailDocument): boolean {
  return SETTLED.includes(document.status);
}

export function useDocuments() {
  const { api } = useServices();
  const query = useInfiniteQuery({
    queryKey: DOCUMENTS,
    queryFn: ({ pageParam }) => listDocuments(api, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    // The socket tells of changes; this catches what was told while nobody listened.
    refetchInterval: (state) => (flatten(state.state.data).every(isSettled) ? false : 20_000),
  });
  const documents = useMemo(() => flatten(query.data), [query.data]);
  return { ...query, documents };
}

/** News may overtake each other: an older state never replaces a newer one. */
function newer(old: GrailDocument, next: GrailDocument): GrailDocument {
  return next.updated_at >= old.updated_at ? next : old;
}

export function putDocument(client: QueryClient, document: GrailDocument): void {
  upsert(client, DOCUMENTS, document, newer);
}

export function dropDocument(client: QueryClient, id: string): void {
  remove<GrailDocument>(client, DOCUMENTS, id);
}

export function tagsOf(documents: readonly GrailDocument[]): string[] {
  return [...new Set(documents.flatMap((document) => document.tags))].sort((a, b) => a.localeCompare(b));
}
