import { createContext, use, useSyncExternalStore } from 'react';
import { isLive, scopeOf, type ChatMessage } from '@/features/chat/chat-state';
import type { ChatStore } from '@/features/chat/chat-store';
import type { Scope } from '@/features/chat/scope';

export const ChatContext = createContext<ChatStore | null>(null);

export function useChatStore(): ChatStore {
  const store = use(ChatContext);
  if (!store) throw new Error('useChatStore is for components inside ChatContext.');
  return store;
}

/** Opens what was used, and what is left of the budgets. */
export const UsageContext = createContext<() => void>(() => undefined);

/** The messages of a thread; undefined until it has been opened. */
export function useThread(key: string): readonly ChatMessage[] | undefined {
  const store = useChatStore();
  return useSyncExternalStore(store.subscribe, () => store.getState().threads[key]);
}

/** The conversations in which an answer is being made, joined by a space: a text stays the same while they do. */
export function useAnswering(): string {
  const store = useChatStore();
  return useSyncExternalStore(store.subscribe, () => {
    const { threads } = store.getState();
    return Object.keys(threads)
      .filter((key) => threads[key]?.some((message) => message.role === 'assistant' && isLive(message)))
      .join(' ');
  });
}

/** What the next question of a thread searches. */
export function useScope(thread: string): Scope {
  const store = useChatStore();
  return useSyncExternalStore(store.subscribe, () => scopeOf(store.getState(), thread));
}
