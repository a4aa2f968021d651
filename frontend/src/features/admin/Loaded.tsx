import type { ReactNode } from 'react';
import { Notice } from '@/components/Notice';
import { Spinner } from '@/components/Spinner';
import { t } from '@/config/late-strings';
import { errorText } from '@/config/strings';

interface LoadedProps<T> {
  query: {
    data: T | undefined;
    isPending: boolean;
    isError: boolean;
    error: unknown;
    refetch: () => unknown;
  };
  children: (data: T) => ReactNode;
}

/** What a query gave, or why not. */
export function Loaded<T>({ query, children }: LoadedProps<T>) {
  return (
    <>
      {query.isPending && <Spinner label={t.app.loading} />}
      {query.isError && <Notice onRetry={() => void query.refetch()}>{errorText(query.error)}</Notice>}
      {query.data !== undefined && children(query.data)}
    </>
  );
}
