import { useEffect, useRef } from 'react';

/** Says on a box that scrolls sideways whether something is hidden at its start or end, as `data-before` and `data-after`. */
export function useEdges<T extends HTMLElement>() {
  const box = useRef<T>(null);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const tell = () => {
      const hidden = element.scrollWidth - element.clientWidth;
      const at = Math.abs(element.scrollLeft);
      element.toggleAttribute('data-before', at > 1);
      element.toggleAttribute('data-after', hidden - at > 1);
    };
    const observer = new ResizeObserver(tell);
    observer.observe(element);
    if (element.firstElementChild) observer.observe(element.firstElementChild);
    element.addEventListener('scroll', tell, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', tell);
    };
  }, []);
  return box;
}
