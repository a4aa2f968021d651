import { useCallback, useEffect, useRef, useState } from 'react';

const NEAR = 80;

/**
 * Keeps a scrolled column at its end while it grows, unless the reader has scrolled away from it.
 * `resetKey` names the content: with another one the column starts at its end again, or at its beginning where there
 * is nothing to follow.
 */
export function useStickToBottom(resetKey: string, follows: boolean) {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const stuck = useRef(true);
  const top = useRef(0);
  const [awayIn, setAwayIn] = useState<string | null>(null);

  const toEnd = useCallback(() => {
    stuck.current = true;
    setAwayIn(null);
    box.current?.scrollTo({ top: box.current.scrollHeight });
  }, []);

  const onScroll = useCallback(() => {
    const element = box.current;
    if (!element) return;
    const near = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
    // Being far from the end is not leaving it: what grows between a scroll and its event does that too.
    const left = element.scrollTop < top.current;
    top.current = element.scrollTop;
    stuck.current = near || (stuck.current && !left);
    setAwayIn(stuck.current ? null : resetKey);
  }, [resetKey]);

  useEffect(() => {
    if (!content.current || !follows) return;
    const observer = new ResizeObserver(() => {
      if (stuck.current) box.current?.scrollTo({ top: box.current.scrollHeight });
    });
    observer.observe(content.current);
    return () => observer.disconnect();
  }, [follows]);

  useEffect(() => {
    stuck.current = true;
    box.current?.scrollTo({ top: follows ? box.current.scrollHeight : 0 });
  }, [resetKey, follows]);

  return { box, content, onScroll, away: awayIn === resetKey, toEnd };
}
