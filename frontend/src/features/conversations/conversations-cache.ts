import { useMemo } from 'react';
import type { QueryClient } from '@tanstack/react-query';
import { listConversations, listFiled, listPinned } from '@/features/conversations/conversations-api';
import { remove, upsert } from '@/lib/paged';
import { useServices } from '@/lib/services';
import { useAllPages, usePaged } from '@/lib/use-paged';
import type { Conversation } from '@/types/api';

export const CONVERSATIONS = ['conversations'] as const;
const PINNED = ['pinned'] as const;
const FILED = ['filed'] as const;

/** Newest first, in whatever order events came. */
export function useConversations() {
  const { api } = useServices();
  const query = usePaged(CONVERSATIONS, (cursor) => listConversations(api, cursor));
  const items = useMemo(
    () => query.items.toSorted((a, b) => b.updated_at.localeCompare(a.updated_at)),
    [query.items],
  );
  return { ...query, items };
}

/** The conversations whose title or messages contain the words, in the service's order. */
export function useConversationSearch(words: string) {
  const { api } = useServices();
  return usePaged([...CONVERSATIONS, words], (cursor) => listConversations(api, cursor, words), {
    enabled: words !== '',
  });
}

/** All pinned conversations, however long ago they were used. */
export function usePinned(): Conversation[] {
  const { api } = useServices();
  const query = usePaged(PINNED, (cursor) => listPinned(api, cursor));
  useAllPages(query, true);
  return query.items.filter(({ pinned }) => pinned);
}

/** All conversations in folders, however long ago they were used, newest first. */
export function useFiled(): Conversation[] {
  const { api } = useServices();
  const query = usePaged(FILED, (cursor) => listFiled(api, cursor));
  useAllPages(query, true);
  return useMemo(
    () => query.items.filter(({ folder }) => folder).sort((a, b) => b.updated_at.localeCompare(a.updated_at)),
    [query.items],
  );
}

export function putConversation(client: QueryClient, conversation: Conversation): void {
  if (conversation.pinned !== undefined) upsert<Conversation>(client, PINNED, conversation);
  if (conversation.folder !== undefined) upsert<Conversation>(client, FILED, conversation);
  upsert<Conversation>(client, CONVERSATIONS, conversation, (old, next) => ({ ...old, ...next }));
}

export function dropConversation(client: QueryClient, id: string): void {
  remove<Conversation>(client, CONVERSATIONS, id);
  remove<Conversation>(client, PINNED, id);
  remove<Conversation>(client, FILED, id);
}
