import type { ApiClient } from '@/lib/api-client';
import type { ConversationDetail, Passage, Rating } from '@/types/api';

export function getConversation(
  api: ApiClient,
  id: string,
  signal?: AbortSignal,
): Promise<ConversationDetail> {
  return api.get(`/conversations/${encodeURIComponent(id)}`, signal);
}

/** The nearest heading of each of a document's first passages. */
export async function getHeadings(
  api: ApiClient,
  documentId: string,
  signal: AbortSignal,
): Promise<string[]> {
  const path = `/documents/${encodeURIComponent(documentId)}/passages?ordinal=0&limit=12`;
  const { items } = await api.get<{ items: Passage[] }>(path, signal);
  return items.map(({ heading }) => heading.at(-1) ?? '');
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
