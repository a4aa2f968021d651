import { Button } from '@/components/Button';
import { Icon } from '@/components/Icon';
import { t } from '@/config/strings';
import styles from '@/features/chat/ChatEmpty.module.css';

interface ChatEmptyProps {
  documents: readonly { id: string; filename: string }[];
  onAsk: (text: string, documentIds: readonly string[]) => void;
  onAddFiles: () => void;
}

interface Suggestion {
  text: string;
  /** The documents that it asks about; none means all. */
  documentIds: readonly string[];
}

function suggestions(documents: ChatEmptyProps['documents']): Suggestion[] {
  const [first, second] = documents;
  const found: Suggestion[] = [];
  if (first) found.push({ text: t.chat.suggestSummary(first.filename), documentIds: [first.id] });
  if (second) found.push({ text: t.chat.suggestFigures(second.filename), documentIds: [second.id] });
  if (second) found.push({ text: t.chat.suggestCompare, documentIds: [] });
  return found;
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
        {suggestions(documents).map(({ text, documentIds }) => (
          <li key={text}>
            <button type="button" className={styles.suggestion} onClick={() => onAsk(text, documentIds)}>
              <span>{text}</span>
              <Icon name="right" size={16} />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
