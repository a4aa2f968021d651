import type { ReactNode } from 'react';
import { Button } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { Spinner } from '@/components/Spinner';
import { errorText, t } from '@/config/strings';

interface LoadedProps<T> {
  query: {
    data: T | undefined;
    isPending: boolean;
    isFetching: boolean;
    isError: boolean;
    error: unknown;
    refetch: () => unknown;
    /** Of a list that comes in pages. */
    hasNextPage?: boolean;
    fetchNextPage?: () => unknown;
  };
  children: (data: T) => ReactNode;
}

/** What a query gave, and a way to more of it; or why it gave nothing. */
export function Loaded<T>({ query, children }: LoadedProps<T>) {
  return (
    <>
      {query.isPending && <Spinner label={t.app.loading} />}
      {query.isError && <Notice onRetry={() => void query.refetch()}>{errorText(query.error)}</Notice>}
      {query.data !== undefined && children(query.data)}
      {query.hasNextPage && (
        <Button disabled={query.isFetching} onClick={() => void query.fetchNextPage?.()}>
          {t.app.loadMore}
        </Button>
      )}
    </>
  );
}
