import type { ApiClient } from '@/lib/api-client';
import { readPage } from '@/lib/whole-conversation';
import type { ConversationDetail, Passage, Rating } from '@/types/api';

/** Number of messages that are read at once, and drawn at first. */
export const PAGE_OF_MESSAGES = 30;

const messagePath = (conversationId: string, messageId: string) =>
  `/conversations/${encodeURIComponent(conversationId)}/messages/${encodeURIComponent(messageId)}`;

/** The newest messages, or those before a cursor, without the texts of their sources. */
export function getConversation(
  api: ApiClient,
  id: string,
  cursor: string | null,
  signal?: AbortSignal,
): Promise<ConversationDetail> {
  return readPage(api, id, { cursor, limit: PAGE_OF_MESSAGES, signal });
}

/** The sources of an answer with their texts. */
export async function getSources(
  api: ApiClient,
  conversationId: string,
  messageId: string,
): Promise<Passage[]> {
  const path = `${messagePath(conversationId, messageId)}/sources`;
  return (await api.get<{ sources: Passage[] }>(path)).sources;
}

export async function sendFeedback(
  api: ApiClient,
  conversationId: string,
  messageId: string,
  feedback: { rating: Rating | null; comment?: string },
): Promise<void> {
  await api.put(`${messagePath(conversationId, messageId)}/feedback`, feedback);
}
