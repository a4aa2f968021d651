import type { ApiClient } from '@/lib/api-client';
import type { ConversationLink } from '@/types/api';

export const LINKS = ['links'];

export async function getLinks(api: ApiClient): Promise<ConversationLink[]> {
  return (await api.get<{ items: ConversationLink[] }>('/links')).items;
}

export function makeLink(api: ApiClient, conversationId: string, days: number): Promise<ConversationLink> {
  return api.post(`/conversations/${encodeURIComponent(conversationId)}/links`, { days });
}

export function takeBack(api: ApiClient, id: string): Promise<void> {
  return api.delete(`/links/${encodeURIComponent(id)}`);
}

/** Where the page shows what a link opens. */
export function addressOf(id: string): string {
  return `${location.origin}${location.pathname}#/s/${encodeURIComponent(id)}`;
}
