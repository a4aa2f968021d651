import { useState } from 'react';
import { Button } from '@/components/Button';
import { t } from '@/config/strings';
import styles from '@/features/chat/NotesDialog.module.css';

/** As the service takes it, in characters. */
const LONGEST = 10_000;

interface NoteEditorProps {
  value: string;
  /** Whether there may be no words: an answer stands beside them. */
  optional?: boolean;
  /** Resolves to whether it was saved. */
  onSave: (text: string) => Promise<boolean>;
  onClose: () => void;
}

/** Words of one's own. What could not be saved stays in the field. */
export function NoteEditor({ value, optional = false, onSave, onClose }: NoteEditorProps) {
  const [text, setText] = useState(value);
  const [busy, setBusy] = useState(false);

  async function save() {
    setBusy(true);
    if (await onSave(text.trim())) onClose();
    else setBusy(false);
  }

  return (
    <form
      className={styles.editor}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <label className={styles.label}>
        {t.notes.words}
        <textarea
          dir="auto"
          rows={4}
          autoFocus
          maxLength={LONGEST}
          value={text}
          data-testid="note-text"
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <div className={styles.actions}>
        <Button onClick={onClose}>{t.app.cancel}</Button>
        <Button kind="primary" type="submit" disabled={busy || (!optional && text.trim() === '')}>
          {t.app.save}
        </Button>
      </div>
    </form>
  );
}
