import { useMemo } from 'react';
import { useInfiniteQuery, type QueryClient } from '@tanstack/react-query';
import { listConversations } from '@/features/conversations/conversations-api';
import { flatten, remove, upsert } from '@/lib/paged';
import { useServices } from '@/lib/services';
import type { Conversation } from '@/types/api';

export const CONVERSATIONS = ['conversations'] as const;

/** Newest first, whatever order their news came in. */
export function useConversations() {
  const { api } = useServices();
  const query = useInfiniteQuery({
    queryKey: CONVERSATIONS,
    queryFn: ({ pageParam }) => listConversations(api, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
  const conversations = useMemo(
    () => flatten(query.data).sort((a, b) => b.updated_at.localeCompare(a.updated_at)),
    [query.data],
  );
  return { ...query, conversations };
}

/** The conversations whose title or messages hold the words, as the service finds them. */
export function useFoundConversations(words: string) {
  const { api } = useServices();
  const query = useInfiniteQuery({
    queryKey: [...CONVERSATIONS, words],
    queryFn: ({ pageParam }) => listConversations(api, pageParam, words),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    enabled: words !== '',
  });
  const conversations = useMemo(() => flatten(query.data), [query.data]);
  return { ...query, conversations };
}

export function putConversation(client: QueryClient, conversation: Conversation): void {
  upsert<Conversation>(client, CONVERSATIONS, conversation, (old, next) => ({ ...old, ...next }));
}

export function dropConversation(client: QueryClient, id: string): void {
  remove<Conversation>(client, CONVERSATIONS, id);
}
