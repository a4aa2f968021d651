import { ApiError, type ApiClient } from '@/lib/api-client';
import { pagedPath } from '@/lib/paged';
import type { NewSource, Page, Source, SourceItem } from '@/types/api';

const path = (id: string, rest = '') => `/sources/${encodeURIComponent(id)}${rest}`;

export function listSources(api: ApiClient, cursor: string | null): Promise<Page<Source>> {
  return api.get(pagedPath('/sources', cursor, 100));
}

export function listItems(api: ApiClient, id: string, cursor: string | null): Promise<Page<SourceItem>> {
  return api.get(pagedPath(path(id, '/items'), cursor, 200));
}

/** A new source, which begins its first run at once. */
export function addSource(api: ApiClient, wish: NewSource): Promise<Source> {
  return api.post('/sources', wish);
}

/** A new source that is paused, with a run that changes nothing. */
export async function previewSource(api: ApiClient, wish: NewSource): Promise<Source> {
  const { id } = await api.post<Source>('/sources', { ...wish, paused: true });
  return runSource(api, id, { dry: true });
}

export function pauseSource(api: ApiClient, id: string, paused: boolean): Promise<Source> {
  return api.patch(path(id), { paused });
}

export function runSource(
  api: ApiClient,
  id: string,
  how: { dry?: boolean; allow_deletions?: number } = {},
): Promise<Source> {
  return api.post(path(id, '/runs'), how);
}

/** Resumes a source and runs it now. Where it has begun by itself in between, that is the run. */
export async function startSource(api: ApiClient, id: string): Promise<void> {
  await pauseSource(api, id, false);
  try {
    await runSource(api, id);
  } catch (error) {
    if (!(error instanceof ApiError && error.code === 'conflict')) throw error;
  }
}

export function endSource(api: ApiClient, id: string, documents: 'keep' | 'remove'): Promise<void> {
  return api.delete(path(id, `?documents=${documents}`));
}
