/** Lists that come in pages: reading them as one list, and changing an item on whichever page it is. */
import type { InfiniteData, QueryClient, QueryKey } from '@tanstack/react-query';
import type { Page } from '@/types/api';

export type Paged<T> = InfiniteData<Page<T>, unknown>;

export function pagedPath(
  path: string,
  cursor: string | null,
  limit: number,
  more: Record<string, string> = {},
): string {
  const query = new URLSearchParams({ limit: String(limit), ...more });
  if (cursor) query.set('cursor', cursor);
  return `${path}?${query.toString()}`;
}

export function flatten<T extends { id: string }>(data: Paged<T> | undefined): T[] {
  const seen = new Set<string>();
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  // A list that grows at its head while pages are read repeats items from page to page.
  return items.filter((item) => !seen.has(item.id) && seen.add(item.id));
}

type Change<T> = (items: T[]) => T[];

/** Changes every page; new items go to the first. */
function changePages<T>(data: Paged<T>, first: Change<T>, others: Change<T>): Paged<T> {
  const pages = data.pages.map((page, index) => ({
    ...page,
    items: (index === 0 ? first : others)(page.items),
  }));
  return { ...data, pages };
}

/** Replaces the item where it stands, or puts it first. `merge` may refuse an older state. */
export function upsert<T extends { id: string }>(
  client: QueryClient,
  key: QueryKey,
  item: T,
  merge: (old: T, next: T) => T = (_, next) => next,
): void {
  client.setQueryData<Paged<T>>(key, (data) => {
    if (!data) return data;
    const listed = data.pages.some((page) => page.items.some((other) => other.id === item.id));
    const replace: Change<T> = (items) =>
      items.map((other) => (other.id === item.id ? merge(other, item) : other));
    return listed
      ? changePages(data, replace, replace)
      : changePages(
          data,
          (items) => [item, ...items],
          (items) => items,
        );
  });
}

export function remove<T extends { id: string }>(client: QueryClient, key: QueryKey, id: string): void {
  client.setQueryData<Paged<T>>(key, (data) => {
    const without: Change<T> = (items) => items.filter((item) => item.id !== id);
    return data && changePages(data, without, without);
  });
}
