/** The person's sources, followed while something happens to them. */
import { useEffect, useRef } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { DOCUMENTS } from '@/features/documents/documents-cache';
import { listItems, listSources } from '@/features/documents/sources-api';
import { t } from '@/config/late-strings';
import { errorText, useLanguage } from '@/config/strings';
import { textFor } from '@/config/text-for';
import { ApiError } from '@/lib/api-client';
import { useServices } from '@/lib/services';
import { useAllPages, usePaged } from '@/lib/use-paged';
import type { Source } from '@/types/api';

const SOURCES = ['sources'] as const;

/** Milliseconds between two readings while a run goes on. */
const FOLLOWED = 3_000;

export function useSources() {
  const { api } = useServices();
  const client = useQueryClient();
  const query = usePaged(SOURCES, (cursor) => listSources(api, cursor), {
    refetchInterval: (sources) => (sources.some(({ state }) => state !== 'idle') ? FOLLOWED : false),
  });
  useAllPages(query, true);
  const busy = query.items
    .filter(({ state }) => state !== 'idle')
    .map(({ id }) => id)
    .join();
  // A run that has begun or ended has changed documents and pages.
  const before = useRef(busy);
  useEffect(() => {
    if (before.current === busy) return;
    before.current = busy;
    void client.invalidateQueries({ queryKey: DOCUMENTS });
    void client.invalidateQueries({ queryKey: [...SOURCES, 'items'] });
  }, [client, busy]);
  return query;
}

/** All pages of a source, those that could not be read first. */
export function useSourceItems(id: string) {
  const { api } = useServices();
  const query = usePaged([...SOURCES, 'items', id], (cursor) => listItems(api, id, cursor));
  useAllPages(query, true);
  const failed = query.items.filter(({ failure }) => failure !== null);
  return { ...query, items: [...failed, ...query.items.filter(({ failure }) => failure === null)] };
}

/** Does something to a source; afterwards all of them are read again. */
export function useSourceChange() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: () => Promise<unknown>) => change(),
    onSettled: () => client.invalidateQueries({ queryKey: SOURCES }),
  });
}

/** Says why a source, or what it names, could not be read. The service's sentence names the site, but it is English. */
export function useFailureText(
  kind?: Source['kind'],
): (failure: { code: string; message: string }) => string {
  const english = useLanguage().startsWith('en');
  return ({ code, message }) => {
    const ofFile = kind === 's3' ? textFor(t.sources.fileFailures, code) : undefined;
    const translated = ofFile ?? textFor(t.sources.failures, code);
    return (english && message) || translated || message || t.app.unknownError;
  };
}

/** Says why something could not be done to a source. */
export function useProblemText(kind?: Source['kind']): (error: unknown) => string {
  const failureText = useFailureText(kind);
  return (error) =>
    error instanceof ApiError && error.code === 'quota_exceeded' ? failureText(error) : errorText(error);
}
