/** How wide the person has made the column of the reader, kept in the browser. */
import { useState, type KeyboardEvent, type PointerEvent } from 'react';

const KEY = 'grail.reader-width';
const LEAST = 320;
const STEP = 32;

/** The chat keeps a third of the window. */
const most = () => Math.max(LEAST, Math.round(innerWidth * 0.66));
const within = (width: number) => Math.round(Math.max(LEAST, Math.min(width, most())));

function stored(): number | null {
  const width = Number(localStorage.getItem(KEY));
  return width > 0 ? within(width) : null;
}

function widthOf(separator: Element): number {
  return separator.parentElement?.getBoundingClientRect().width ?? LEAST;
}

export function useReaderWidth() {
  const [width, setWidth] = useState(stored);

  const choose = (next: number) => {
    setWidth(within(next));
    localStorage.setItem(KEY, String(within(next)));
  };

  return {
    width,
    separator: {
      'aria-valuenow': width ?? Math.round(innerWidth * 0.38),
      'aria-valuemin': LEAST,
      'aria-valuemax': most(),
      onPointerDown: (event: PointerEvent) => event.currentTarget.setPointerCapture(event.pointerId),
      onPointerMove: (event: PointerEvent) => {
        if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
        const box = event.currentTarget.parentElement?.getBoundingClientRect();
        const mirrored = document.documentElement.dir === 'rtl';
        if (box) choose(mirrored ? event.clientX - box.left : box.right - event.clientX);
      },
      onKeyDown: (event: KeyboardEvent) => {
        const mirrored = document.documentElement.dir === 'rtl' ? -1 : 1;
        const steps = { ArrowLeft: mirrored, ArrowRight: -mirrored }[event.key];
        if (steps === undefined) return;
        event.preventDefault();
        choose(widthOf(event.currentTarget) + steps * STEP);
      },
    },
  };
}
