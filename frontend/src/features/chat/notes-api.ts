import type { ApiClient } from '@/lib/api-client';
import { pagedPath } from '@/lib/paged';
import type { Note, Page } from '@/types/api';

const path = (id: string) => `/notes/${encodeURIComponent(id)}`;

export function listNotes(api: ApiClient, cursor: string | null): Promise<Page<Note>> {
  return api.get(pagedPath('/notes', cursor, 100));
}

export function keepAnswer(api: ApiClient, conversationId: string, messageId: string): Promise<Note> {
  return api.post('/notes', { conversation_id: conversationId, message_id: messageId });
}

export function writeNote(api: ApiClient, text: string): Promise<Note> {
  return api.post('/notes', { text });
}

export function changeNote(api: ApiClient, id: string, text: string): Promise<Note> {
  return api.patch(path(id), { text });
}

export function deleteNote(api: ApiClient, id: string): Promise<void> {
  return api.delete(path(id), { keepalive: true });
}
