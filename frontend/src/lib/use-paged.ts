/** Hooks for lists that come in pages. */
import { useEffect, useMemo } from 'react';
import { useInfiniteQuery, type QueryKey } from '@tanstack/react-query';
import { flatten } from '@/lib/paged';
import type { Page } from '@/types/api';

interface Options<T> {
  enabled?: boolean;
  /** Milliseconds until the list is read again; false for never. */
  refetchInterval?: (items: readonly T[]) => number | false;
}

/** A query over the pages of a list, and all `items` read so far, each once. */
export function usePaged<T extends { id: string }>(
  queryKey: QueryKey,
  fetchPage: (cursor: string | null) => Promise<Page<T>>,
  { enabled = true, refetchInterval = () => false }: Options<T> = {},
) {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => fetchPage(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    enabled,
    refetchInterval: ({ state }) => refetchInterval(flatten(state.data)),
  });
  const items = useMemo(() => flatten(query.data), [query.data]);
  return { ...query, items };
}

type PagedQuery = Pick<
  ReturnType<typeof usePaged>,
  'data' | 'hasNextPage' | 'isFetching' | 'isError' | 'fetchNextPage'
>;

/** While `needed`, reads page after page: the page filters all documents, and a page of a list may be empty. */
export function useAllPages(query: PagedQuery, needed: boolean): void {
  const { data, hasNextPage, isFetching, isError, fetchNextPage } = query;
  useEffect(() => {
    // Two components may ask at once: the second call joins the first instead of starting it again.
    if (needed && hasNextPage && !isFetching && !isError) void fetchNextPage({ cancelRefetch: false });
  }, [needed, data, hasNextPage, isFetching, isError, fetchNextPage]);
}
