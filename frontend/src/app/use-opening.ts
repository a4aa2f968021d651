import { useState } from 'react';

export interface Opening {
  /** 0 where it is closed; the key of what is open. */
  shown: number;
  open: () => void;
  close: () => void;
}

/**
 * Whether a dialog is open that a key opens. A browser tells that a dialog has closed a moment after it has: one that is
 * opened again until then is another one, which the end of the first does not close.
 */
export function useOpening(): Opening {
  const [shown, setShown] = useState(0);
  return {
    shown,
    open: () => setShown((last) => last + 1),
    close: () => setShown((last) => (last === shown ? 0 : last)),
  };
}
