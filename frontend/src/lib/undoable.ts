/** Deletions that can be undone: each waits a little, and is done at once when the page closes. */

/** Time to undo, in ms. */
export const UNDO_WITHIN = 6_000;

const waiting = new Set<() => void>();

if (typeof window !== 'undefined') {
  window.addEventListener('pagehide', () => [...waiting].forEach((run) => run()));
}

/** Runs `act` after a while unless the returned function is called first. */
export function undoable(act: () => void, within = UNDO_WITHIN): () => void {
  const run = () => {
    cancel();
    act();
  };
  const timer = setTimeout(run, within);
  const cancel = () => {
    clearTimeout(timer);
    waiting.delete(run);
  };
  waiting.add(run);
  return cancel;
}
