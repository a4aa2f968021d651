import type { ChatMessage } from '@/features/chat/chat-state';
import { Button } from '@/components/Button';
import { t } from '@/config/strings';
import styles from '@/features/chat/MessageList.module.css';

interface NarrowNoteProps {
  message: ChatMessage;
  /** What was searched, in words; null for everything. */
  within: string | null;
  /** Asks again in all documents; null where the answer cannot be made again. */
  onEverywhere: (() => void) | null;
}

/** Says that an answer which cites nothing looked into a part of the documents alone, and offers the rest. */
export function NarrowNote({ message, within, onEverywhere }: NarrowNoteProps) {
  const found = message.citations.length > 0 || message.evidence === null;
  if (within === null || message.status !== 'complete' || found) return null;
  return (
    <p className={styles.narrow} data-testid="narrow-note">
      <span dir="auto">{t.chat.searchedOnly(within)}</span>
      {onEverywhere && (
        <Button small icon="search" onClick={onEverywhere}>
          {t.chat.scopeClear}
        </Button>
      )}
    </p>
  );
}
