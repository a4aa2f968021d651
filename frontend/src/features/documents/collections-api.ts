import type { ApiClient } from '@/lib/api-client';
import { pagedPath } from '@/lib/paged';
import type { Collection, GrailDocument, Invitation, Page } from '@/types/api';

const path = (id: string, rest = '') => `/collections/${encodeURIComponent(id)}${rest}`;

export function listCollections(api: ApiClient, cursor: string | null): Promise<Page<Collection>> {
  return api.get(pagedPath('/collections', cursor, 100));
}

/** What others share with the person, all on one page. */
export function listShared(api: ApiClient): Promise<Page<Collection>> {
  return api.get('/collections?shared=true');
}

export async function listInvitations(api: ApiClient): Promise<Invitation[]> {
  return (await api.get<{ items: Invitation[] }>('/invitations')).items;
}

export function createCollection(api: ApiClient, name: string): Promise<Collection> {
  return api.post('/collections', { name });
}

export function renameCollection(api: ApiClient, id: string, name: string): Promise<Collection> {
  return api.patch(path(id), { name });
}

export function deleteCollection(api: ApiClient, id: string): Promise<void> {
  return api.delete(path(id), { keepalive: true });
}

export function listCollected(
  api: ApiClient,
  id: string,
  cursor: string | null,
): Promise<Page<GrailDocument>> {
  return api.get(pagedPath(path(id, '/documents'), cursor, 200));
}

export function collect(api: ApiClient, id: string, documentId: string): Promise<Collection> {
  return api.post(path(id, '/documents'), { document_id: documentId });
}
