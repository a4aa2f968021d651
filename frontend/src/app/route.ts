/** The address: `#/` is a new conversation, `#/c/<id>` a stored one. After the `#`, so that any server can serve it. */
import { useSyncExternalStore } from 'react';

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

export function useRoute(): Route {
  // The hash is a string, and so the same while it stays the same.
  return parseRoute(useSyncExternalStore(subscribe, () => location.hash));
}
