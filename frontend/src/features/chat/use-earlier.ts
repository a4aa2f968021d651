/** The messages of a stored conversation before those that are known here. */
import { useCallback, useRef, useState, useSyncExternalStore } from 'react';
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { getConversation } from '@/features/chat/chat-api';
import { useChatStore } from '@/features/chat/chat-context';
import type { ChatStore } from '@/features/chat/chat-store';
import { conversationKey } from '@/features/chat/use-conversation';
import type { ApiClient } from '@/lib/api-client';
import { useServices } from '@/lib/services';
import { readPage } from '@/lib/whole-conversation';

const cursorOf = (store: ChatStore, id: string) => store.getState().cursors[id] ?? null;

export interface Earlier {
  /** Whether the service has more of them. */
  more: boolean;
  reading: boolean;
  error: Error | null;
  /** Reads the page before; true if it has come. False for a page that is being read already. */
  read: () => Promise<boolean>;
}

export function useEarlier(conversationId: string | null): Earlier {
  const { api } = useServices();
  const store = useChatStore();
  const client = useQueryClient();
  const id = conversationId ?? '';
  const at = useSyncExternalStore(store.subscribe, () => cursorOf(store, id));
  const [state, setState] = useState<{ at: string; error: Error | null } | null>(null);
  // What is known of another page, or of another conversation, says nothing about this one.
  const own = state !== null && state.at === at ? state : null;
  // Known before it is drawn: a person scrolls on meanwhile.
  const underWay = useRef<string | null>(null);

  const read = useCallback(async () => {
    const cursor = cursorOf(store, id);
    if (cursor === null || cursor === underWay.current) return false;
    underWay.current = cursor;
    setState({ at: cursor, error: null });
    try {
      await readBefore(client, api, store, id, cursor);
      return true;
    } catch (error) {
      setState({ at: cursor, error: error as Error });
      return false;
    } finally {
      if (underWay.current === cursor) underWay.current = null;
    }
  }, [api, client, id, store]);

  return { more: at !== null, reading: own?.error === null, error: own?.error ?? null, read };
}

async function readBefore(
  client: QueryClient,
  api: ApiClient,
  store: ChatStore,
  id: string,
  cursor: string,
): Promise<void> {
  const page = await client.fetchQuery({
    queryKey: [...conversationKey(id), cursor],
    queryFn: ({ signal }) => getConversation(api, id, cursor, signal),
    gcTime: 0,
  });
  store.openEarlier(id, cursor, page);
}

/** Reads all of them; `onRead` is told how many messages are known, after each page. */
export async function readAllBefore(
  api: ApiClient,
  store: ChatStore,
  id: string,
  onRead: (messages: number) => void,
): Promise<void> {
  for (let at = cursorOf(store, id); at !== null; at = cursorOf(store, id)) {
    store.openEarlier(id, at, await readPage(api, id, { cursor: at }));
    onRead(store.getState().threads[id]?.length ?? 0);
  }
}
