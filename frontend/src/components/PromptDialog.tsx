import { useId, useState } from 'react';
import { Button } from '@/components/Button';
import { Dialog } from '@/components/Dialog';
import { Field } from '@/components/Field';
import { t } from '@/config/strings';
import styles from '@/components/PromptDialog.module.css';

interface PromptDialogProps {
  title: string;
  label: string;
  value: string;
  /** Whether an empty text may be sent. */
  optional?: boolean;
  submit?: string;
  /** What may be chosen instead of typed. */
  suggestions?: readonly string[];
  /** In characters. */
  longest?: number;
  onSubmit: (value: string) => void;
  onClose: () => void;
}

/** Asks for one line of text. */
export function PromptDialog({
  title,
  label,
  value,
  optional,
  submit,
  suggestions = [],
  longest,
  onSubmit,
  onClose,
}: PromptDialogProps) {
  const [text, setText] = useState(value);
  const list = useId();
  const ready = optional ?? text.trim() !== '';
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!ready) return;
          onSubmit(text.trim());
          onClose();
        }}
      >
        <Field
          label={label}
          value={text}
          dir="auto"
          autoFocus
          maxLength={longest}
          list={suggestions.length > 0 ? list : undefined}
          onChange={(event) => setText(event.target.value)}
        />
        {suggestions.length > 0 && (
          <datalist id={list}>
            {suggestions.map((suggestion) => (
              <option key={suggestion} value={suggestion} />
            ))}
          </datalist>
        )}
        <div className={styles.actions}>
          <Button onClick={onClose}>{t.app.cancel}</Button>
          <Button kind="primary" type="submit" disabled={!ready}>
            {submit ?? t.app.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
