import { use } from 'react';
import { CiteContext } from '@/features/chat/cite-context';
import { citationAt } from '@/features/chat/citation-marks';
import { isHardToRead } from '@/features/chat/hard-to-read';
import { t } from '@/config/strings';
import styles from '@/features/chat/CitationMark.module.css';

/** `[n]` as a button, where there is a source n; else the plain characters. */
export function CitationMark({ n, at }: { n: number; at: number }) {
  const { sources, citations, onCite } = use(CiteContext);
  const passage = sources[n - 1];
  if (!passage) return <>[{n}]</>;
  const citation = citationAt(citations, n, at);
  const label = t.chat.citation(n, passage.filename, citation?.page ?? passage.page);
  const doubtful = citation?.verified === false;
  const hint = [
    label,
    passage.profile && t.chat.profile,
    citation?.quote && `“${citation.quote}”`,
    doubtful && t.chat.unverified,
    citation && isHardToRead(citation) && t.chat.hardToRead,
  ];
  return (
    <button
      type="button"
      className={doubtful ? styles.doubtful : styles.mark}
      data-testid="citation"
      data-n={n}
      aria-label={label}
      title={hint.filter(Boolean).join('\n')}
      onClick={() => onCite({ n, passage, citation })}
    >
      {n}
    </button>
  );
}
