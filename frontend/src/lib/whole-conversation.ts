/** A conversation page after page: the newest ones first, as the service tells them. */
import type { ApiClient } from '@/lib/api-client';
import { pagedPath } from '@/lib/paged';
import type { ConversationDetail, Message } from '@/types/api';

/** Number of messages that a page asks for which reads them all. */
const AT_ONCE = 200;

interface Reading {
  cursor?: string | null;
  limit?: number;
  /** `brief`: without the texts of the sources, which are nine tenths of a conversation. */
  sources?: 'full' | 'brief';
  signal?: AbortSignal | undefined;
}

export function readPage(
  api: ApiClient,
  id: string,
  { cursor = null, limit = AT_ONCE, sources = 'brief', signal }: Reading = {},
): Promise<ConversationDetail> {
  return api.get(pagedPath(`/conversations/${encodeURIComponent(id)}`, cursor, limit, { sources }), signal);
}

/** All of it. `onRead` is told how many messages have come, after each page. */
export async function readWhole(
  api: ApiClient,
  id: string,
  sources: 'full' | 'brief',
  onRead: (messages: number) => void,
): Promise<ConversationDetail> {
  const pages: Message[][] = [];
  let cursor: string | null = null;
  let read = 0;
  for (;;) {
    const { next_cursor, ...page } = await readPage(api, id, { cursor, sources });
    pages.unshift(page.messages);
    read += page.messages.length;
    if (next_cursor == null) return { ...page, messages: pages.flat() };
    onRead(read);
    cursor = next_cursor;
  }
}
