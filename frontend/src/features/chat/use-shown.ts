import { useState } from 'react';
import { PAGE_OF_MESSAGES } from '@/features/chat/chat-api';
import type { ChatMessage } from '@/features/chat/chat-state';

interface View {
  of: string | null;
  /** The id of the message that was the first one drawn when the conversation was opened. */
  anchor: string | undefined;
  /** Number of messages before it that are drawn too, where there are so many. */
  before: number;
}

function opened(of: string | null, messages: readonly ChatMessage[]): View {
  return { of, anchor: messages[Math.max(0, messages.length - PAGE_OF_MESSAGES)]?.id, before: 0 };
}

/** Which messages of a thread are drawn: the newest ones at first, more of those before them at a wish. */
export function useShown(conversationId: string | null, messages: readonly ChatMessage[]) {
  const [view, setView] = useState(() => opened(conversationId, messages));
  const current = view.of === conversationId && messages.some(({ id }) => id === view.anchor);
  const shown = current ? view : opened(conversationId, messages);
  if (!current) setView(shown);
  const anchor = Math.max(
    0,
    messages.findIndex(({ id }) => id === shown.anchor),
  );
  return {
    anchor,
    from: Math.max(0, anchor - shown.before),
    showMore: () => setView((now) => ({ ...now, before: now.before + PAGE_OF_MESSAGES })),
  };
}
