import { folderOf } from '@/features/documents/folders';
import type { ApiClient } from '@/lib/api-client';
import { pagedPath } from '@/lib/paged';
import type { GrailDocument, Page, Passage, UploadTarget } from '@/types/api';

const path = (id: string, rest = '') => `/documents/${encodeURIComponent(id)}${rest}`;

export function listDocuments(api: ApiClient, cursor: string | null): Promise<Page<GrailDocument>> {
  return api.get(pagedPath('/documents', cursor, 50));
}

/** In another's collection, a document is its owner's, who is not told in which folder it lay. */
export function createDocument(api: ApiClient, file: File, collectionId?: string): Promise<UploadTarget> {
  const folder = collectionId === undefined && folderOf(file);
  return api.post('/documents', {
    filename: file.name,
    size: file.size,
    ...(file.type ? { content_type: file.type } : {}),
    ...(folder ? { folder } : {}),
    ...(collectionId === undefined ? {} : { collection_id: collectionId }),
  });
}

export function replaceContent(api: ApiClient, id: string, file: File): Promise<UploadTarget> {
  return api.put(path(id, '/content'), { size: file.size });
}

export function changeDocument(
  api: ApiClient,
  id: string,
  change: { filename?: string; tags?: string[] },
): Promise<GrailDocument> {
  return api.patch(path(id), change);
}

export function retryDocument(api: ApiClient, id: string): Promise<GrailDocument> {
  return api.post(path(id, '/retry'));
}

/** Passages that fit the query, from all documents or from those with a tag. */
export async function searchInside(api: ApiClient, query: string, tag: string): Promise<Passage[]> {
  const tags = tag === '' ? {} : { tags: [tag] };
  const { passages } = await api.post<{ passages: Passage[] }>('/search', { query, k: 12, ...tags });
  return passages;
}

export function deleteDocument(api: ApiClient, id: string): Promise<void> {
  return api.delete(path(id), { keepalive: true });
}

/** Takes a document out of a collection, which may be another's. */
export function takeOut(api: ApiClient, collectionId: string, id: string): Promise<void> {
  return api.delete(`/collections/${encodeURIComponent(collectionId)}${path(id)}`);
}
