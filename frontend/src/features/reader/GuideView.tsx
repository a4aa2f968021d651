/** About a document: its sentences that say most, which open where they stand, and questions that it answers. */
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Icon } from '@/components/Icon';
import { t } from '@/config/late-strings';
import { targetOfSentence, type ReaderTarget } from '@/features/reader/reader-target';
import { guideQuery } from '@/lib/guide';
import { useServices } from '@/lib/services';
import type { GrailDocument } from '@/types/api';
import styles from '@/features/reader/GuideView.module.css';

interface GuideViewProps {
  document: GrailDocument;
  /** Whether the document was opened by itself, not a passage of it. */
  open: boolean;
  onTarget: (target: ReaderTarget) => void;
  onAsk: (question: string) => void;
}

export function GuideView({ document, open, onTarget, onAsk }: GuideViewProps) {
  const { api } = useServices();
  const { data: guide } = useQuery(guideQuery(api, document.id, document.version));
  const [shown, setShown] = useState(open);
  if (!guide || guide.summary.length + guide.questions.length === 0) return null;
  return (
    <details
      className={styles.guide}
      open={shown}
      onToggle={(event) => setShown(event.currentTarget.open)}
      data-testid="guide"
    >
      <summary>{t.reader.guide}</summary>
      <div className={styles.body}>
        {guide.summary.length > 0 && (
          <ul className={styles.list}>
            {guide.summary.map((sentence) => (
              <li key={sentence.start}>
                <button
                  type="button"
                  className={styles.sentence}
                  dir="auto"
                  onClick={() => onTarget(targetOfSentence(document, sentence))}
                >
                  {sentence.text}
                </button>
              </li>
            ))}
          </ul>
        )}
        {guide.questions.length > 0 && (
          <ul className={styles.list} aria-label={t.reader.guideQuestions}>
            {guide.questions.map((question) => (
              <li key={question}>
                <button type="button" className={styles.question} onClick={() => onAsk(question)}>
                  <Icon name="send" size={14} />
                  <span dir="auto">{question}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </details>
  );
}
