import { useQuery } from '@tanstack/react-query';
import { ApiError, type ApiClient } from '@/lib/api-client';
import { useServices } from '@/lib/services';
import type { GrailDocument } from '@/types/api';

export function getDocument(api: ApiClient, id: string, signal: AbortSignal): Promise<GrailDocument> {
  return api.get(`/documents/${encodeURIComponent(id)}`, signal);
}

/** One document; its error is a 404 where it has been deleted. `staleTime` is in milliseconds. */
export function useDocument(id: string, staleTime = 0) {
  const { api } = useServices();
  return useQuery({
    queryKey: ['document', id],
    queryFn: ({ signal }) => getDocument(api, id, signal),
    retry: (count, error) => !(error instanceof ApiError && error.status === 404) && count < 2,
    staleTime,
  });
}
