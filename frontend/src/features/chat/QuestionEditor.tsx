import { useState, type FormEvent, type KeyboardEvent } from 'react';
import { Button } from '@/components/Button';
import { t } from '@/config/strings';
import styles from '@/features/chat/QuestionEditor.module.css';

interface QuestionEditorProps {
  text: string;
  onAsk: (text: string) => void;
  onClose: () => void;
}

/** A question in its own place, to be asked otherwise: the old one stays as an earlier version. */
export function QuestionEditor({ text: before, onAsk, onClose }: QuestionEditorProps) {
  const [text, setText] = useState(before);
  const ready = text.trim() !== '';

  function submit(event?: FormEvent) {
    event?.preventDefault();
    if (ready) onAsk(text.trim());
  }

  function onKeyDown(event: KeyboardEvent) {
    // 229: the key belongs to an input method, which may say so after the composition has ended.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === 'Escape') {
      // The reader behind it stays open.
      event.preventDefault();
      event.nativeEvent.stopPropagation();
      onClose();
    }
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      submit();
    }
  }

  return (
    <form className={styles.editor} onSubmit={submit}>
      <textarea
        dir="auto"
        autoFocus
        rows={Math.min(8, before.split('\n').length + 1)}
        value={text}
        aria-label={t.chat.edit}
        data-testid="edit-question"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className={styles.actions}>
        <Button small onClick={onClose}>
          {t.app.cancel}
        </Button>
        <Button small kind="primary" type="submit" disabled={!ready}>
          {t.chat.send}
        </Button>
      </div>
    </form>
  );
}
