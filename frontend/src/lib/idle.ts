/** Whether somebody is at the page: their last act is noted in this browser, for all of its tabs. */

const KEY = 'grail.active';
const NOTE_MS = 20_000;
const LOOK_MS = 15_000;
const MINUTE_MS = 60_000;
const ACTS = ['pointerdown', 'keydown', 'wheel', 'touchstart', 'scroll'] as const;

function lastAct(): number {
  try {
    return Number(localStorage.getItem(KEY)) || 0;
  } catch {
    return 0;
  }
}

function note(): void {
  try {
    localStorage.setItem(KEY, String(Date.now()));
  } catch {
    // Without storage each tab would have to know the acts of all others: it never counts as left.
  }
}

/** Whether nobody has done anything for so many minutes; never with 0, or where nothing was noted. */
export function wasLeft(minutes: number): boolean {
  const last = lastAct();
  return minutes > 0 && last > 0 && Date.now() - last >= minutes * MINUTE_MS;
}

/** Calls `onLeft` once nobody has done anything for so many minutes, until the returned function is called. */
export function watchLeaving(minutes: number, onLeft: () => void): () => void {
  if (minutes <= 0) return () => undefined;
  note();
  const acted = () => {
    if (wasLeft(minutes)) onLeft();
    else if (Date.now() - lastAct() > NOTE_MS) note();
  };
  const look = () => {
    if (wasLeft(minutes)) onLeft();
  };
  for (const act of ACTS) addEventListener(act, acted, { capture: true, passive: true });
  document.addEventListener('visibilitychange', look);
  const looking = setInterval(look, LOOK_MS);
  return () => {
    for (const act of ACTS) removeEventListener(act, acted, { capture: true });
    document.removeEventListener('visibilitychange', look);
    clearInterval(looking);
  };
}
