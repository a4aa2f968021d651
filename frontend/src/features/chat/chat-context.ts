import { createContext, use, useSyncExternalStore } from 'react';
import { scopeOf, type ChatMessage } from '@/features/chat/chat-state';
import type { ChatStore } from '@/features/chat/chat-store';
import type { Scope } from '@/features/chat/scope';

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

/** What the next question of a thread searches. */
export function useScope(thread: string): Scope {
  const store = useChatStore();
  return useSyncExternalStore(store.subscribe, () => scopeOf(store.getState(), thread));
}
