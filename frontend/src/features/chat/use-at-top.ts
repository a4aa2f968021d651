import { useEffect, useState, type RefObject } from 'react';

/** Pixels that may have been scrolled. */
const NEAR = 32;

/** Whether a column that scrolls stands at its beginning. */
export function useAtTop(box: RefObject<HTMLElement | null>): boolean {
  const [atTop, setAtTop] = useState(true);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const look = () => setAtTop(element.scrollTop < NEAR);
    look();
    element.addEventListener('scroll', look, { passive: true });
    return () => element.removeEventListener('scroll', look);
  }, [box]);
  return atTop;
}
