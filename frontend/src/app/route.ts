/** The address: `#/` is a new conversation, `#/c/<id>` a stored one, `#/d/<document>/<ordinal>` a passage, `#/s/<link>` a shared copy. After the `#`, so that any server can serve it. */
import { useSyncExternalStore } from 'react';
import type { PassageLink } from '@/features/reader/target-of-link';

interface Route {
  conversationId: string | null;
}

export function parseRoute(hash: string): Route {
  const id = /^#\/c\/([^/?]+)$/.exec(hash)?.[1];
  try {
    return { conversationId: id ? decodeURIComponent(id) : null };
  } catch {
    return { conversationId: null }; // Typed or cut by hand: "%" alone is no character.
  }
}

/** The passage that an address names, with the words to mark: `#/d/<document>/<ordinal>/<start>-<end>`. */
export function parsePassageLink(hash: string): PassageLink | null {
  const [, id, ordinal, start, end] =
    /^#\/d\/([^/?]+)\/(\d{1,9})(?:\/(\d{1,12})-(\d{1,12}))?$/.exec(hash) ?? [];
  if (!id) return null;
  try {
    const quote = start && end ? { start: Number(start), end: Number(end) } : null;
    return { documentId: decodeURIComponent(id), ordinal: Number(ordinal), quote };
  } catch {
    return null;
  }
}

/** The link to a shared copy that an address names. */
export function parseSharedLink(hash: string): string | null {
  return /^#\/s\/([\w-]{1,64})$/.exec(hash)?.[1] ?? null;
}

export function currentRoute(): Route {
  return parseRoute(location.hash);
}

export function navigate(route: Route, options: { replace?: boolean } = {}): void {
  const hash = route.conversationId === null ? '#/' : `#/c/${encodeURIComponent(route.conversationId)}`;
  if (hash === (location.hash || '#/')) return;
  if (options.replace) history.replaceState(null, '', hash);
  else history.pushState(null, '', hash);
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

/** What stands in the address after the `#`, with it. A string, and so the same while it stays the same. */
export function useHash(): string {
  return useSyncExternalStore(subscribe, () => location.hash);
}

export function useRoute(): Route {
  return parseRoute(useHash());
}
