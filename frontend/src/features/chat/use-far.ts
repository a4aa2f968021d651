import { useEffect, useState, type RefObject } from 'react';

/** What is drawn above and below what is seen. */
const MARGIN = '1500px 0px';

/** Whether somebody is at work within: what has the focus, or is selected, is not taken away. */
function isInUse(element: Element): boolean {
  const selection = getSelection();
  return (
    element.contains(document.activeElement) ||
    (selection !== null && !selection.isCollapsed && selection.containsNode(element, true))
  );
}

/** The height of an element that has been scrolled far away, so that a gap can take its place; null while it is near. */
export function useFar(element: RefObject<HTMLElement | null>, box: RefObject<HTMLElement | null>) {
  const [height, setHeight] = useState<number | null>(null);

  useEffect(() => {
    const target = element.current;
    if (!target) return;
    const observer = new IntersectionObserver(
      (entries) => {
        const entry = entries.at(-1);
        if (entry?.isIntersecting) setHeight(null);
        // A page that is hidden, or in print, has no heights to go by.
        else if (entry && entry.boundingClientRect.height > 0 && !isInUse(target)) {
          setHeight((now) => now ?? entry.boundingClientRect.height);
        }
      },
      { root: box.current, rootMargin: MARGIN },
    );
    observer.observe(target);
    return () => observer.disconnect();
  }, [element, box]);

  return height;
}
