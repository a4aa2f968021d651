import { stepLines } from '@/features/chat/answer-steps';
import { Fold } from '@/components/Fold';
import { t } from '@/config/strings';
import type { AnswerStep } from '@/types/api';
import styles from '@/features/chat/AnswerSteps.module.css';

interface AnswerStepsProps {
  steps: readonly AnswerStep[];
  live: boolean;
}

/** What an answer did beyond one search: all of it while it is made; afterwards several steps fold into one line. */
export function AnswerSteps({ steps, live }: AnswerStepsProps) {
  const lines = stepLines(steps);
  if (lines.length === 0) return null;
  if (live || lines.length === 1) return <Lines lines={lines} />;
  return (
    <Fold title={t.chat.steps(lines.length)}>
      <Lines lines={lines} />
    </Fold>
  );
}

function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <ol className={styles.lines} data-testid="steps">
      {lines.map((line, index) => (
        <li key={index} dir="auto">
          {line}
        </li>
      ))}
    </ol>
  );
}
