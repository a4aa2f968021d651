/** How long after the page has loaded its files are kept for a start without a network, in ms: nothing waits for that. */
const AFTER = 4_000;

/** Lets the page be installed, and open without a network. Browsers that cannot do it lose nothing else. */
export function keepShell(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  addEventListener('load', () =>
    setTimeout(() => void navigator.serviceWorker.register('/sw.js').catch(() => undefined), AFTER),
  );
}
