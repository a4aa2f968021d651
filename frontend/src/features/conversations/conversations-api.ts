import type { ApiClient } from '@/lib/api-client';
import { pagedPath } from '@/lib/paged';
import type { Conversation, Page } from '@/types/api';

const path = (id: string) => `/conversations/${encodeURIComponent(id)}`;

/** With `words`, only conversations whose title or messages contain them. */
export function listConversations(
  api: ApiClient,
  cursor: string | null,
  words = '',
): Promise<Page<Conversation>> {
  return api.get(pagedPath('/conversations', cursor, 50, words ? { q: words } : {}));
}

export function renameConversation(api: ApiClient, id: string, title: string): Promise<Conversation> {
  return api.patch(path(id), { title });
}

export function pinConversation(api: ApiClient, id: string, pinned: boolean): Promise<Conversation> {
  return api.patch(path(id), { pinned });
}

/** An empty name takes it out of its folder. */
export function fileConversation(api: ApiClient, id: string, folder: string): Promise<Conversation> {
  return api.patch(path(id), { folder });
}

export function listFiled(api: ApiClient, cursor: string | null): Promise<Page<Conversation>> {
  return api.get(pagedPath('/conversations', cursor, 200, { filed: 'true' }));
}

export function listPinned(api: ApiClient, cursor: string | null): Promise<Page<Conversation>> {
  return api.get(pagedPath('/conversations', cursor, 200, { pinned: 'true' }));
}

export function deleteConversation(api: ApiClient, id: string): Promise<void> {
  return api.delete(path(id), { keepalive: true });
}
