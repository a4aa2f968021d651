import { useEffect, useRef, useState } from 'react';
import type { Size } from '@/features/reader/page-layout';

const STEP = 8;

const whole = (pixels: number) => Math.floor(pixels / STEP) * STEP;

/** The room within an element, in whole steps so that a dragged window does not redraw it at every pixel. */
export function useRoom() {
  const ref = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState<Size>({ width: 0, height: 0 });
  useEffect(() => {
    if (!ref.current) return;
    const observer = new ResizeObserver(([entry]) => {
      if (!entry) return;
      const [width, height] = [whole(entry.contentRect.width), whole(entry.contentRect.height)];
      setRoom((before) => (before.width === width && before.height === height ? before : { width, height }));
    });
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, []);
  return [ref, room] as const;
}
