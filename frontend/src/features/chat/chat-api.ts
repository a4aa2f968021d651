import type { ApiClient } from '@/lib/api-client';
import type { ConversationDetail, Rating } from '@/types/api';

export function getConversation(
  api: ApiClient,
  id: string,
  signal?: AbortSignal,
): Promise<ConversationDetail> {
  return api.get(`/conversations/${encodeURIComponent(id)}`, signal);
}

export async function sendFeedback(
  api: ApiClient,
  conversationId: string,
  messageId: string,
  feedback: { rating: Rating | null; comment?: string },
): Promise<void> {
  const path = `/conversations/${encodeURIComponent(conversationId)}/messages/${encodeURIComponent(messageId)}/feedback`;
  await api.put(path, feedback);
}
