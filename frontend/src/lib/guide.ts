/** What a document says in a few sentences, and what can be asked of it. */
import type { UseQueryOptions } from '@tanstack/react-query';
import type { ApiClient } from '@/lib/api-client';
import type { DocumentGuide } from '@/types/api';

/** A query that reads it once for each version of a document. */
export function guideQuery(api: ApiClient, documentId: string, version: number) {
  return {
    queryKey: ['guide', documentId, version],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      api.get<DocumentGuide>(`/documents/${encodeURIComponent(documentId)}/guide`, signal),
    staleTime: Infinity,
    retry: 1,
  } satisfies UseQueryOptions<DocumentGuide>;
}
