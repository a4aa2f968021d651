/** The page's list of documents, and how events from the service change it. */
import type { QueryClient } from '@tanstack/react-query';
import { listDocuments } from '@/features/documents/documents-api';
import { remove, upsert } from '@/lib/paged';
import { useServices } from '@/lib/services';
import { usePaged } from '@/lib/use-paged';
import type { DocumentStatus, GrailDocument } from '@/types/api';

export const DOCUMENTS = ['documents'] as const;
export const COLLECTIONS = ['collections'] as const;
/** With the id of a collection: what is in it. */
export const COLLECTED = 'collected';

const SETTLED: readonly DocumentStatus[] = ['ready', 'failed'];

function isSettled(document: GrailDocument): boolean {
  return SETTLED.includes(document.status);
}

/** Whether a document is on its way to being ready. */
export function isBusy({ status }: GrailDocument): boolean {
  return !SETTLED.includes(status) && status !== 'deleting';
}

export function useDocuments() {
  const { api } = useServices();
  return usePaged(DOCUMENTS, (cursor) => listDocuments(api, cursor), {
    // The socket sends changes; reading again catches those of a time without a connection.
    refetchInterval: (documents) => (documents.every(isSettled) ? false : 20_000),
  });
}

/** Events may overtake each other: an older state never replaces a newer one. */
function newer(old: GrailDocument, next: GrailDocument): GrailDocument {
  return next.updated_at >= old.updated_at ? next : old;
}

export function putDocument(client: QueryClient, document: GrailDocument): void {
  upsert(client, DOCUMENTS, document, newer);
}

export function dropDocument(client: QueryClient, id: string): void {
  remove<GrailDocument>(client, DOCUMENTS, id);
}

/** Reads anew what is in a collection, and how much. */
export async function renewCollected(client: QueryClient, id: string): Promise<void> {
  await client.invalidateQueries({ queryKey: [COLLECTED, id] });
  await client.invalidateQueries({ queryKey: COLLECTIONS });
}

export function tagsOf(documents: readonly GrailDocument[]): string[] {
  return [...new Set(documents.flatMap((document) => document.tags))].sort((a, b) => a.localeCompare(b));
}
