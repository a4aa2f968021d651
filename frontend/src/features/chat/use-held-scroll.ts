import { useLayoutEffect, useRef, type RefObject } from 'react';

/**
 * Keeps what is seen where it is while messages come above it. `hold` is called just before; `first` names the message
 * that stands first, so that the column is set right once another does.
 */
export function useHeldScroll(box: RefObject<HTMLElement | null>, first: string | undefined): () => void {
  const held = useRef<{ chunk: Element; bottom: number } | null>(null);

  useLayoutEffect(() => {
    const { chunk, bottom } = held.current ?? {};
    held.current = null;
    if (!chunk?.isConnected || bottom === undefined) return;
    box.current?.scrollBy({ top: chunk.getBoundingClientRect().bottom - bottom, behavior: 'instant' });
  }, [box, first]);

  return () => {
    // Its messages may be taken away with the same stroke, and others come above them within it: its end stays.
    const chunk = box.current?.querySelector('[data-chunk]');
    held.current = chunk ? { chunk, bottom: chunk.getBoundingClientRect().bottom } : null;
  };
}
