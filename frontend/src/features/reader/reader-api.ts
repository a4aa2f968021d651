import type { ApiClient } from '@/lib/api-client';
import type { Passage } from '@/types/api';

const path = (id: string, rest = '') => `/documents/${encodeURIComponent(id)}${rest}`;

export async function getPassages(
  api: ApiClient,
  id: string,
  from: { ordinal: number; limit: number },
  signal: AbortSignal,
): Promise<Passage[]> {
  const query = new URLSearchParams({ ordinal: String(from.ordinal), limit: String(from.limit) });
  const { items } = await api.get<{ items: Passage[] }>(path(id, `/passages?${query.toString()}`), signal);
  return items;
}

export function getContentLink(api: ApiClient, id: string): Promise<{ url: string; expires_at: string }> {
  return api.get(path(id, '/content'));
}

/** The original file of a document that is a picture. */
export async function getPicture(api: ApiClient, id: string, signal: AbortSignal): Promise<Blob> {
  const { url } = await getContentLink(api, id);
  const answer = await fetch(url, { signal });
  if (!answer.ok) throw new Error(`The store answered ${answer.status}.`);
  return answer.blob();
}

export async function searchDocument(api: ApiClient, id: string, query: string): Promise<Passage[]> {
  const { passages } = await api.post<{ passages: Passage[] }>('/search', {
    query,
    document_ids: [id],
    k: 12,
  });
  return passages;
}
