import { memo, use, useState } from 'react';
import { BranchContext } from '@/features/chat/branch-context';
import { QuestionEditor } from '@/features/chat/QuestionEditor';
import { VersionSwitch } from '@/features/chat/VersionSwitch';
import { IconButton } from '@/components/Button';
import { Icon } from '@/components/Icon';
import { t, useLanguage } from '@/config/strings';
import styles from '@/features/chat/MessageList.module.css';

interface UserMessageProps {
  id: string;
  text: string;
  /** What was searched, in words; null for everything. */
  within: string | null;
  /** Asks the question of this id with other words. */
  onEdit: (id: string, text: string) => void;
  onSavePrompt: (text: string) => void;
}

export const UserMessage = memo(function UserMessage({
  id,
  text,
  within,
  onEdit,
  onSavePrompt,
}: UserMessageProps) {
  useLanguage();
  const [editing, setEditing] = useState(false);
  return (
    <div className={styles.question} data-testid="message-user">
      <div>
        <span className="visually-hidden">{t.chat.you}: </span>
        {editing ? (
          <QuestionEditor
            text={text}
            onAsk={(next) => {
              setEditing(false);
              onEdit(id, next);
            }}
            onClose={() => setEditing(false)}
          />
        ) : (
          <p dir="auto">{text}</p>
        )}
        {within !== null && (
          <small className={styles.within} data-testid="question-scope">
            <Icon name="scope" size={14} />
            <span dir="auto">{t.chat.searchedIn(within)}</span>
          </small>
        )}
        <Versions id={id} />
      </div>
      {!editing && (
        <>
          <IconButton small icon="bookmark" label={t.prompts.save} onClick={() => onSavePrompt(text)} />
          <IconButton small icon="edit" label={t.chat.edit} onClick={() => setEditing(true)} />
        </>
      )}
    </div>
  );
});

function Versions({ id }: { id: string }) {
  const { versions, choose } = use(BranchContext);
  const ids = versions.get(id);
  if (!ids) return null;
  return (
    <VersionSwitch
      label={t.following.questions}
      earlier={t.following.earlier}
      later={t.following.later}
      index={ids.indexOf(id)}
      total={ids.length}
      onChoose={(index) => choose(ids[index] ?? id)}
    />
  );
}
