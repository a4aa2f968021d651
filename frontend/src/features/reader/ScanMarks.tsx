/** The quote lit on the picture of a page; lies over it. */
import { useEffect, useRef } from 'react';
import type { Box } from '@/features/reader/word-boxes';
import styles from '@/features/reader/ScanMarks.module.css';

const percent = (share: number) => `${share * 100}%`;

export function ScanMarks({ boxes }: { boxes: readonly Box[] }) {
  const first = useRef<HTMLElement>(null);
  useEffect(() => first.current?.scrollIntoView({ block: 'center', inline: 'center' }), [boxes]);
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
