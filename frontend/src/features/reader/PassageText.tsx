import { Fragment } from 'react';
import type { PassagePart } from '@/features/reader/passage-parts';
import { t } from '@/config/strings';
import styles from '@/features/reader/TextView.module.css';

interface PassageTextProps {
  part: PassagePart;
  cited: boolean;
  focus: React.RefObject<HTMLElement | null>;
}

/** One passage: its page and heading where they change, its text, the quote marked in it. */
export function PassageText({ part, cited, focus }: PassageTextProps) {
  const { passage } = part;
  const heading = passage.heading.at(-1);
  // Many formats carry their headings in the text: those need no second one above it.
  const above = heading !== undefined && !passage.text?.includes(heading);
  const path = above ? passage.heading.slice(0, -1) : passage.heading;
  return (
    <div
      className={cited ? styles.cited : styles.passage}
      data-testid={cited ? 'reader-passage' : undefined}
      ref={(element) => {
        if (cited && !part.quote && element) focus.current = element;
      }}
    >
      {(part.newPage || part.newHeading) && (
        <p className={styles.position} dir="auto">
          {part.newPage && passage.page !== null && <span>{t.reader.page(passage.page)}</span>}
          {part.newHeading && path.length > 0 && <span>{path.join(' › ')}</span>}
        </p>
      )}
      {part.newHeading && above && (
        <h3 className={styles.heading} dir="auto">
          {heading}
        </h3>
      )}
      <p className={styles.text} dir="auto">
        <Lines text={part.before} begins />
        {part.quote && (
          <mark ref={focus} data-testid="reader-quote">
            {part.quote}
          </mark>
        )}
        <Lines text={part.after} begins={false} />
      </p>
    </div>
  );
}

const HEADING = /^#{1,6}\s+(?=\S)/;

/** Text with its lines of the form "## Heading" as headings; `begins` says whether it starts at a line's start. */
function Lines({ text, begins }: { text: string; begins: boolean }) {
  return text.split('\n').map((line, index) => {
    const mark = index > 0 || begins ? HEADING.exec(line)?.[0] : undefined;
    return (
      <Fragment key={index}>
        {index > 0 && '\n'}
        {mark ? <b className={styles.line}>{line.slice(mark.length)}</b> : line}
      </Fragment>
    );
  });
}
