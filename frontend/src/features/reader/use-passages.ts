import { useMemo } from 'react';
import { useInfiniteQuery, type InfiniteData } from '@tanstack/react-query';
import { getPassages } from '@/features/reader/reader-api';
import { useServices } from '@/lib/services';
import type { Passage } from '@/types/api';

interface Window {
  ordinal: number;
  limit: number;
}

const BEFORE = 1;
const FIRST = 4;
const STEP = 8;

/** The passages around one of a document, growing to either side on demand. */
export function usePassages(documentId: string, ordinal: number, enabled: boolean) {
  const { api } = useServices();
  const first: Window = { ordinal: Math.max(0, ordinal - BEFORE), limit: FIRST };
  const query = useInfiniteQuery<
    Passage[],
    Error,
    InfiniteData<Passage[], Window>,
    readonly unknown[],
    Window
  >({
    queryKey: ['passages', documentId, ordinal],
    queryFn: ({ pageParam, signal }) => getPassages(api, documentId, pageParam, signal),
    initialPageParam: first,
    enabled,
    getNextPageParam: (page, _pages, asked) =>
      page.length < asked.limit ? undefined : { ordinal: asked.ordinal + asked.limit, limit: STEP },
    getPreviousPageParam: (_page, _pages, asked) => {
      const from = Math.max(0, asked.ordinal - STEP);
      return asked.ordinal === 0 ? undefined : { ordinal: from, limit: asked.ordinal - from };
    },
    staleTime: 60_000,
  });
  const passages = useMemo(() => query.data?.pages.flat() ?? [], [query.data]);
  return { ...query, passages };
}
