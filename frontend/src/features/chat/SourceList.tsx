import { use } from 'react';
import { CiteContext } from '@/features/chat/cite-context';
import { Icon } from '@/components/Icon';
import { t } from '@/config/strings';
import type { Passage } from '@/types/api';
import styles from '@/features/chat/SourceList.module.css';

function place(passage: Passage): string {
  const parts = [passage.page === null ? null : t.chat.page(passage.page), passage.heading.at(-1)];
  return parts.filter(Boolean).join(' · ');
}

/** The sources under an answer: those that it cites, and behind a fold those that it only had before it. */
export function SourceList() {
  const { sources, citations, onCite } = use(CiteContext);
  if (sources.length === 0) return null;
  const numbered = sources.map((passage, index) => ({ passage, n: index + 1 }));
  return (
    <details className={styles.box} open={citations.size > 0 && citations.size <= 4}>
      <summary className={styles.summary}>
        <Icon name="right" size={14} />
        {t.chat.sources(citations.size || sources.length)}
      </summary>
      <ol className={styles.list}>
        {numbered
          .filter(({ n }) => citations.size === 0 || citations.has(n))
          .map(({ passage, n }) => (
            <li key={passage.id}>
              <button
                type="button"
                className={styles.source}
                data-testid="source"
                onClick={() => onCite({ n, passage, citation: citations.get(n)?.[0] ?? null })}
              >
                <span className={styles.number}>{n}</span>
                <span className={styles.name}>{passage.filename}</span>
                <span className={styles.place}>{place(passage)}</span>
              </button>
            </li>
          ))}
      </ol>
    </details>
  );
}
