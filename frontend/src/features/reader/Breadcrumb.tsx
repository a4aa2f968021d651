/** The path of headings down to what is at the top of the text, which stays in sight. */
import { useEffect, useState, type RefObject } from 'react';
import styles from '@/features/reader/TextView.module.css';

/** The path of the last heading that begins above `limit` (pixels of the window). */
function pathAt(box: HTMLElement, limit: number): string[] {
  let path: string[] = [];
  for (const element of box.querySelectorAll<HTMLElement>('[data-path]')) {
    if (element.getBoundingClientRect().top > limit) break;
    path = JSON.parse(element.dataset.path ?? '[]') as string[];
  }
  return path;
}

/** `drawn` changes with the text. */
export function Breadcrumb({ scroller, drawn }: { scroller: RefObject<HTMLElement | null>; drawn: unknown }) {
  const [path, setPath] = useState('');

  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    let frame = 0;
    const look = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        setPath(pathAt(box, box.getBoundingClientRect().top + 40).join(' › '));
      });
    };
    const observer = new MutationObserver(look);
    observer.observe(box, { childList: true, subtree: true });
    box.addEventListener('scroll', look, { passive: true });
    look();
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      box.removeEventListener('scroll', look);
    };
  }, [scroller, drawn]);

  return (
    <p className={styles.crumb} dir="auto" title={path} data-testid="reader-section">
      {path}
    </p>
  );
}
