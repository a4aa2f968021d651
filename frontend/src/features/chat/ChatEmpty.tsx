import { FileGlyph } from '@/components/FileGlyph';
import { Icon } from '@/components/Icon';
import { useSuggestions } from '@/features/chat/use-suggestions';
import { t } from '@/config/strings';
import { extensionList, kindsOf } from '@/lib/check-file';
import { useServices } from '@/lib/services';
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

/** Where the first files go: they can be dropped anywhere, and here one sees it. */
function FirstFiles({ onAddFiles }: Pick<ChatEmptyProps, 'onAddFiles'>) {
  const { upload } = useServices().config;
  return (
    <button type="button" className={styles.drop} onClick={onAddFiles}>
      <Icon name="upload" size={28} />
      <strong>{t.documents.add}</strong>
      <span>{t.documents.emptyHint}</span>
      <small title={extensionList(upload)}>{t.documents.dropHint(kindsOf(upload), upload.max_bytes)}</small>
    </button>
  );
}

/** A conversation that has not begun. */
export function ChatEmpty({ documents, reading, onAsk, onAddFiles }: ChatEmptyProps) {
  const ready = documents.length > 0;
  const suggestions = useSuggestions(documents);
  return (
    <div className={styles.empty}>
      <h1 className={styles.title}>{t.chat.emptyTitle}</h1>
      <p className={styles.hint}>{hint(documents.length, reading)}</p>
      {!ready && reading === 0 && <FirstFiles onAddFiles={onAddFiles} />}
      <ul className={styles.list}>
        {suggestions.map(({ text, about, filename, documentIds }) => (
          <li key={`${text} ${about}`}>
            <button type="button" className={styles.suggestion} onClick={() => onAsk(text, documentIds)}>
              {filename ? <FileGlyph small name={filename} /> : <Icon name="layers" size={18} />}
              <span dir="auto">
                {text} {about && <small dir="auto">{about}</small>}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
