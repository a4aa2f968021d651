/** When the card of a citation is shown: under a mouse, for who comes by keyboard, and by a tap. */
import { useCallback, useEffect, useRef, useState, type FocusEvent, type PointerEvent } from 'react';

/** `float`: beside its mark. `sheet`: at the foot of a small window. */
export type CardForm = 'float' | 'sheet';

/** A mouse on its way elsewhere opens no card, and may leave the mark for the card. */
const OPEN_MS = 140;
const CLOSE_MS = 220;

/** There is one card at a time. */
let closeOpen: (() => void) | null = null;

export function useCard() {
  const [form, setForm] = useState<CardForm | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const touched = useRef(false);

  const close = useCallback(() => {
    clearTimeout(timer.current);
    setForm(null);
  }, []);

  const open = useCallback(
    (next: CardForm) => {
      clearTimeout(timer.current);
      if (closeOpen !== close) closeOpen?.();
      closeOpen = close;
      setForm(next);
    },
    [close],
  );

  useEffect(() => () => clearTimeout(timer.current), []);

  useEffect(() => {
    if (form === null) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') event.stopPropagation();
      // Whoever types has gone on, though the mouse still rests on the mark.
      else if (!(event.target instanceof HTMLElement && event.target.matches('input, textarea'))) return;
      close();
    };
    addEventListener('keydown', onKey, true);
    return () => removeEventListener('keydown', onKey, true);
  }, [form, close]);

  const later = (run: () => void, ms: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(run, ms);
  };

  return {
    form,
    open,
    close,
    /** Whether the press that is handled was made by a finger. */
    wasTouched: () => touched.current,
    around: {
      onPointerEnter: ({ pointerType }: PointerEvent) => {
        if (pointerType !== 'touch') later(() => open('float'), form === null ? OPEN_MS : 0);
      },
      onPointerLeave: ({ pointerType }: PointerEvent) => {
        if (pointerType !== 'touch') later(close, CLOSE_MS);
      },
      onPointerDown: ({ pointerType }: PointerEvent) => {
        touched.current = pointerType === 'touch';
      },
      onFocus: ({ target }: FocusEvent<HTMLElement>) => {
        if (target.matches(':focus-visible') && form === null) open('float');
      },
      onBlur: ({ currentTarget, relatedTarget }: FocusEvent<HTMLElement>) => {
        if (form === 'float' && !currentTarget.contains(relatedTarget)) close();
      },
    },
  };
}
