import { useEffect } from 'react';

interface PagedQuery {
  data: unknown;
  hasNextPage: boolean;
  isFetching: boolean;
  isError: boolean;
  fetchNextPage: (options: { cancelRefetch: boolean }) => unknown;
}

/** While `needed`, reads page after page: the page filters all documents, and a page of a list may be empty. */
export function useAllPages(query: PagedQuery, needed: boolean): void {
  const { data, hasNextPage, isFetching, isError, fetchNextPage } = query;
  useEffect(() => {
    // Two components may ask at once: the second call joins the first instead of starting it again.
    if (needed && hasNextPage && !isFetching && !isError) fetchNextPage({ cancelRefetch: false });
  }, [needed, data, hasNextPage, isFetching, isError, fetchNextPage]);
}
