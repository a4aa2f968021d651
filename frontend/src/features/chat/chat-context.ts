import { createContext, use, useSyncExternalStore } from 'react';
import type { ChatMessage } from '@/features/chat/chat-state';
import type { ChatStore } from '@/features/chat/chat-store';

export const ChatContext = createContext<ChatStore | null>(null);

export function useChatStore(): ChatStore {
  const store = use(ChatContext);
  if (!store) throw new Error('useChatStore is for components inside ChatContext.');
  return store;
}

/** The messages of a thread; undefined until it has been opened. */
export function useThread(key: string): readonly ChatMessage[] | undefined {
  const store = useChatStore();
  return useSyncExternalStore(store.subscribe, () => store.getState().threads[key]);
}
