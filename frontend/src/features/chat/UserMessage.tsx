import { memo } from 'react';
import { IconButton } from '@/components/Button';
import { t } from '@/config/strings';
import styles from '@/features/chat/MessageList.module.css';

export const UserMessage = memo(function UserMessage({
  text,
  onEdit,
}: {
  text: string;
  onEdit: (text: string) => void;
}) {
  return (
    <div className={styles.question} data-testid="message-user">
      <p>
        <span className="visually-hidden">{t.chat.you}: </span>
        {text}
      </p>
      <IconButton small icon="edit" label={t.chat.edit} onClick={() => onEdit(text)} />
    </div>
  );
});
