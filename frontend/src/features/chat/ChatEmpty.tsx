import { Button } from '@/components/Button';
import { Icon } from '@/components/Icon';
import { useSuggestions } from '@/features/chat/use-suggestions';
import { t } from '@/config/strings';
import styles from '@/features/chat/ChatEmpty.module.css';

interface ChatEmptyProps {
  documents: readonly { id: string; filename: string }[];
  /** Number of documents that are on their way to being ready. */
  reading: number;
  onAsk: (text: string, documentIds: readonly string[]) => void;
  onAddFiles: () => void;
}

function hint(ready: number, reading: number): string {
  if (ready > 0 && reading > 0) return t.chat.emptyReadingOn(reading, ready);
  if (ready > 0) return t.chat.emptyWithDocuments;
  return reading > 0 ? t.chat.emptyReading(reading) : t.chat.emptyNoDocuments;
}

/** A conversation that has not begun. */
export function ChatEmpty({ documents, reading, onAsk, onAddFiles }: ChatEmptyProps) {
  const ready = documents.length > 0;
  const suggestions = useSuggestions(documents);
  return (
    <div className={styles.empty}>
      <h1 className={styles.title}>{t.chat.emptyTitle}</h1>
      <p className={styles.hint}>{hint(documents.length, reading)}</p>
      {!ready && reading === 0 && (
        <Button kind="primary" icon="upload" onClick={onAddFiles}>
          {t.documents.add}
        </Button>
      )}
      <ul className={styles.list}>
        {suggestions.map(({ text, about, documentIds }) => (
          <li key={`${text} ${about}`}>
            <button type="button" className={styles.suggestion} onClick={() => onAsk(text, documentIds)}>
              <span dir="auto">
                {text} {about && <small dir="auto">{about}</small>}
              </span>
              <Icon name="right" size={16} />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
