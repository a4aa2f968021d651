import { useNoteActions, useNotes } from '@/features/chat/use-notes';
import { IconButton } from '@/components/Button';
import { t } from '@/config/strings';

interface KeepButtonProps {
  conversationId: string;
  messageId: string;
}

/** Keeps an answer among the notes, or takes it out of them. */
export function KeepButton({ conversationId, messageId }: KeepButtonProps) {
  const notes = useNotes();
  const actions = useNoteActions();
  const kept = notes.items.some(({ id }) => id === messageId);
  return (
    <IconButton
      small
      icon="bookmark"
      label={t.notes.keep}
      aria-pressed={kept}
      data-testid="keep-answer"
      onClick={() => (kept ? actions.remove(messageId) : void actions.keep(conversationId, messageId))}
    />
  );
}
