import { Button } from '@/components/Button';
import { Icon } from '@/components/Icon';
import { t } from '@/config/strings';
import styles from '@/features/chat/ChatEmpty.module.css';

interface ChatEmptyProps {
  documents: readonly { id: string; filename: string }[];
  onAsk: (text: string) => void;
  onAddFiles: () => void;
}

function suggestions(documents: ChatEmptyProps['documents']): string[] {
  const [first, second] = documents;
  return [
    ...(first ? [t.chat.suggestSummary(first.filename)] : []),
    ...(second ? [t.chat.suggestFigures(second.filename), t.chat.suggestCompare] : []),
  ];
}

/** A conversation that has not begun. */
export function ChatEmpty({ documents, onAsk, onAddFiles }: ChatEmptyProps) {
  const ready = documents.length > 0;
  return (
    <div className={styles.empty}>
      <h1 className={styles.title}>{t.chat.emptyTitle}</h1>
      <p className={styles.hint}>{ready ? t.chat.emptyWithDocuments : t.chat.emptyNoDocuments}</p>
      {!ready && (
        <Button kind="primary" icon="upload" onClick={onAddFiles}>
          {t.documents.add}
        </Button>
      )}
      <ul className={styles.list}>
        {suggestions(documents).map((text) => (
          <li key={text}>
            <button type="button" className={styles.suggestion} onClick={() => onAsk(text)}>
              <span>{text}</span>
              <Icon name="right" size={16} />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
