import { useEffect } from 'react';
import { useQuery } from '@tanstack/react-query';
import { getConversation } from '@/features/chat/chat-api';
import { useChatStore } from '@/features/chat/chat-context';
import { isLive } from '@/features/chat/chat-state';
import { useServices } from '@/lib/services';

export function conversationKey(id: string): readonly string[] {
  return ['conversation', id];
}

/** Reads a stored conversation into the chat's state, and again whenever its query is invalidated. */
export function useConversation(id: string | null) {
  const { api } = useServices();
  const store = useChatStore();
  // One that has just begun here is known already: reading it would race with its own first answer.
  const begun = id !== null && (store.getState().threads[id] ?? []).some(isLive);
  const query = useQuery({
    queryKey: conversationKey(id ?? ''),
    queryFn: ({ signal }) => getConversation(api, id ?? '', null, signal),
    enabled: id !== null && !begun,
    staleTime: 30_000,
    // Another tab may have asked meanwhile, and its answers are told to that tab alone.
    refetchOnWindowFocus: 'always',
    structuralSharing: false,
  });
  const { data } = query;

  useEffect(() => {
    if (id !== null && data) store.open(id, data);
  }, [store, id, data]);

  return query;
}
