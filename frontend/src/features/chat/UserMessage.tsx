import { memo } from 'react';
import { IconButton } from '@/components/Button';
import { Icon } from '@/components/Icon';
import { t, useLanguage } from '@/config/strings';
import styles from '@/features/chat/MessageList.module.css';

export const UserMessage = memo(function UserMessage({
  text,
  within,
  onEdit,
  onSavePrompt,
}: {
  text: string;
  /** What was searched, in words; null for everything. */
  within: string | null;
  onEdit: (text: string) => void;
  onSavePrompt: (text: string) => void;
}) {
  useLanguage();
  return (
    <div className={styles.question} data-testid="message-user">
      <div>
        <span className="visually-hidden">{t.chat.you}: </span>
        <p dir="auto">{text}</p>
        {within !== null && (
          <small className={styles.within} data-testid="question-scope">
            <Icon name="scope" size={14} />
            <span dir="auto">{t.chat.searchedIn(within)}</span>
          </small>
        )}
      </div>
      <IconButton small icon="bookmark" label={t.prompts.save} onClick={() => onSavePrompt(text)} />
      <IconButton small icon="edit" label={t.chat.edit} onClick={() => onEdit(text)} />
    </div>
  );
});
