/** The quote lit on the picture of a page; lies over it. */
import { useEffect, useEffectEvent, useRef } from 'react';
import type { Box } from '@/features/reader/word-boxes';
import styles from '@/features/reader/ScanMarks.module.css';

const percent = (share: number) => `${share * 100}%`;

interface ScanMarksProps {
  boxes: readonly Box[];
  /** The first of new marks is there. */
  onMark: (mark: HTMLElement) => void;
}

export function ScanMarks({ boxes, onMark }: ScanMarksProps) {
  const first = useRef<HTMLElement>(null);
  const tellMark = useEffectEvent(onMark);
  useEffect(() => {
    if (first.current) tellMark(first.current);
  }, [boxes]);
  return (
    <div className={styles.marks} aria-hidden="true">
      {boxes.map(({ left, top, right, bottom }, index) => (
        <mark
          key={index}
          ref={index === 0 ? first : null}
          className={styles.mark}
          data-testid="reader-quote"
          style={{
            left: percent(left),
            top: percent(top),
            width: percent(right - left),
            height: percent(bottom - top),
          }}
        />
      ))}
    </div>
  );
}
