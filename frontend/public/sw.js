/**
 * Keeps the page's own files, so that it opens without a network and says then that there is none. Nothing else is kept:
 * no settings, no answer of the service, no document.
 */
const SHELL = 'grail-shell-1';
/** Files of a release have names of their own; those of releases before are dropped beyond so many. */
const MOST = 150;

/** Whether a file is part of the page, the same for everybody. */
function isShell({ origin, pathname }) {
  return (
    origin === location.origin &&
    /^\/(assets\/[^/]+|favicon\.svg|[a-z0-9-]+\.png|manifest\.json)$/.test(pathname)
  );
}

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.add('/')));
  self.skipWaiting();
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== SHELL).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

async function keep(request, response) {
  if (!response.ok || response.type !== 'basic') return response;
  const cache = await caches.open(SHELL);
  await cache.put(request, response.clone());
  const kept = await cache.keys();
  const old = kept.filter(({ url }) => new URL(url).pathname.startsWith('/assets/'));
  await Promise.all(old.slice(0, Math.max(0, old.length - MOST)).map((entry) => cache.delete(entry)));
  return response;
}

/** The newest page; without a network the one that was opened last. */
async function page(request) {
  try {
    return await keep('/', await fetch(request));
  } catch (error) {
    const kept = await caches.match('/', { cacheName: SHELL });
    if (kept) return kept;
    throw error;
  }
}

/** Names of files change with what is in them, so that a kept one is right for ever. */
async function file(request) {
  return (await caches.match(request, { cacheName: SHELL })) ?? keep(request, await fetch(request));
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  // With an answer of a sign-in in it, an address is nobody else's.
  if (request.mode === 'navigate' && url.pathname === '/' && url.search === '')
    event.respondWith(page(request));
  else if (isShell(url)) event.respondWith(file(request));
});
