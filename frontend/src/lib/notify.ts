/** The browser's own notifications, for who has asked for them with a click. */

const KEY = 'grail.notify';

export function canNotify(): boolean {
  return 'Notification' in globalThis && Notification.permission !== 'denied';
}

/** Whether the person wants them and the browser allows them. */
export function wantsNotices(): boolean {
  try {
    return canNotify() && Notification.permission === 'granted' && localStorage.getItem(KEY) === '1';
  } catch {
    return false;
  }
}

/** Asks the browser where it has not been asked yet; only a click may call this. Returns whether they come now. */
export async function setNotices(wanted: boolean): Promise<boolean> {
  try {
    if (wanted) localStorage.setItem(KEY, '1');
    else localStorage.removeItem(KEY);
  } catch {
    return false; // Where nothing may be kept, nobody can be told of the wish later.
  }
  if (wanted && canNotify()) await Notification.requestPermission();
  return wantsNotices();
}

/** Shows one, unless the person looks at the page anyway. */
export async function notify(text: string): Promise<void> {
  if (document.visibilityState === 'visible' || !wantsNotices()) return;
  const options = { body: text, icon: '/icon-192.png', tag: 'grail' };
  const worker = await navigator.serviceWorker?.getRegistration();
  // On phones only a service worker may show one.
  if (worker) await worker.showNotification('Grail', options);
  else new Notification('Grail', options).onclick = () => window.focus();
}
