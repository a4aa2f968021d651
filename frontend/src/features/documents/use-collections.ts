/** The person's collections, those that others share, and what is in one. */
import { useMemo } from 'react';
import { useQuery } from '@tanstack/react-query';
import {
  deleteCollection,
  listCollected,
  listCollections,
  listInvitations,
  listShared,
} from '@/features/documents/collections-api';
import { COLLECTED, COLLECTIONS } from '@/features/documents/documents-cache';
import { useHiddenIds, type Deletion } from '@/components/use-undoable-delete';
import { HiddenIds } from '@/lib/hidden-ids';
import { remove } from '@/lib/paged';
import { useServices } from '@/lib/services';
import { useAllPages, usePaged } from '@/lib/use-paged';
import type { Collection } from '@/types/api';

export const INVITATIONS = ['invitations'] as const;

export const deletion: Deletion = {
  hidden: new HiddenIds(),
  send: deleteCollection,
  drop: (client, id) => remove<Collection>(client, COLLECTIONS, id),
  list: COLLECTIONS,
};

/** Newest first, without those that were deleted a moment ago. `isComplete`: there are no others. */
export function useCollections() {
  const { api } = useServices();
  const hidden = useHiddenIds(deletion.hidden);
  const query = usePaged(COLLECTIONS, (cursor) => listCollections(api, cursor));
  useAllPages(query, true);
  const items = useMemo(() => query.items.filter(({ id }) => !hidden.has(id)), [query.items, hidden]);
  return { ...query, items, isComplete: query.isSuccess && !query.hasNextPage };
}

/** What others share with the person now. */
export function useShared() {
  const { api } = useServices();
  return usePaged([...COLLECTIONS, 'shared'], () => listShared(api));
}

export function useInvitations() {
  const { api } = useServices();
  return useQuery({ queryKey: INVITATIONS, queryFn: () => listInvitations(api) });
}

/** The ids of the documents in a collection; null where none is chosen, or where they are not known yet. */
export function useCollected(id: string): ReadonlySet<string> | null {
  const { api } = useServices();
  const chosen = id !== '';
  const query = usePaged([COLLECTED, id], (cursor) => listCollected(api, id, cursor), { enabled: chosen });
  useAllPages(query, chosen);
  const { items, isSuccess } = query;
  return useMemo(
    () => (chosen && isSuccess ? new Set(items.map((document) => document.id)) : null),
    [chosen, isSuccess, items],
  );
}
