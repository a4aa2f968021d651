import { useState, type ComponentProps } from 'react';
import { AssistantMessage } from '@/features/chat/AssistantMessage';
import { IconButton } from '@/components/Button';
import { t } from '@/config/strings';
import styles from '@/features/chat/MessageList.module.css';

/** An answer, and the way to those that were made to the same question before. */
export function AnswerVersions({ message, last, ...rest }: ComponentProps<typeof AssistantMessage>) {
  const [chosen, setChosen] = useState<{ of: string; index: number } | null>(null);
  const versions = [...message.earlier, message];
  const newest = versions.length - 1;
  const index = chosen?.of === message.id ? Math.min(chosen.index, newest) : newest;
  const choose = (next: number) => setChosen({ of: message.id, index: next });
  return (
    <>
      <AssistantMessage {...rest} message={versions[index] ?? message} last={last && index === newest} />
      {newest > 0 && (
        <div className={styles.versions} role="group" aria-label={t.chat.versions} data-testid="versions">
          <IconButton
            small
            icon="left"
            label={t.chat.earlierVersion}
            aria-disabled={index === 0}
            onClick={() => choose(Math.max(0, index - 1))}
          />
          <span role="status">{t.chat.version(index + 1, versions.length)}</span>
          <IconButton
            small
            icon="right"
            label={t.chat.laterVersion}
            aria-disabled={index === newest}
            onClick={() => choose(Math.min(newest, index + 1))}
          />
        </div>
      )}
    </>
  );
}
