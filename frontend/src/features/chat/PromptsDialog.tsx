import { useState } from 'react';
import { keepPrompts, savePrompt, usePrompts, type Prompt } from '@/features/chat/prompts';
import { Button, IconButton } from '@/components/Button';
import { Dialog } from '@/components/Dialog';
import { Field } from '@/components/Field';
import { useToast } from '@/components/Toasts';
import { t } from '@/config/strings';
import { useServices } from '@/lib/services';
import styles from '@/features/chat/PromptsDialog.module.css';

interface PromptsDialogProps {
  /** The text of a new prompt, if the person has one. */
  draft: string;
  onClose: () => void;
}

const LONGEST = 4_000;

/** Saved prompts: a new one, and those that there are, to change and to delete. */
export default function PromptsDialog({ draft, onClose }: PromptsDialogProps) {
  const { ownerId } = useServices();
  const prompts = usePrompts(ownerId);
  const toast = useToast();
  const [edited, setEdited] = useState<Prompt | null>(draft ? { id: '', name: '', text: draft } : null);

  function save(prompt: Prompt) {
    const kept = savePrompt(ownerId, { ...prompt, id: prompt.id || crypto.randomUUID() });
    if (kept) setEdited(null);
    else toast({ text: t.prompts.notKept, tone: 'problem' });
  }

  return (
    <Dialog title={t.prompts.title} onClose={onClose}>
      <div className={styles.body}>
        <p className={styles.where}>{t.prompts.where}</p>
        {edited ? (
          <Editor prompt={edited} onSave={save} onCancel={() => setEdited(null)} />
        ) : (
          <Button icon="plus" onClick={() => setEdited({ id: '', name: '', text: '' })}>
            {t.prompts.add}
          </Button>
        )}
        <ul className={styles.list}>
          {prompts.map((prompt) => (
            <li key={prompt.id} data-testid="prompt-row">
              <div>
                <b dir="auto">{prompt.name}</b>
                <p className={styles.shown} dir="auto">
                  {prompt.text}
                </p>
              </div>
              <IconButton
                small
                icon="edit"
                label={t.prompts.edit(prompt.name)}
                onClick={() => setEdited(prompt)}
              />
              <IconButton
                small
                icon="trash"
                label={t.prompts.remove(prompt.name)}
                onClick={() =>
                  keepPrompts(
                    ownerId,
                    prompts.filter(({ id }) => id !== prompt.id),
                  )
                }
              />
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}

interface EditorProps {
  prompt: Prompt;
  onSave: (prompt: Prompt) => void;
  onCancel: () => void;
}

function Editor({ prompt, onSave, onCancel }: EditorProps) {
  const [name, setName] = useState(prompt.name);
  const [text, setText] = useState(prompt.text);
  const ready = name.trim() !== '' && text.trim() !== '';
  return (
    <form
      className={styles.editor}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onSave({ ...prompt, name: name.trim(), text: text.trim() });
      }}
    >
      <Field
        label={t.prompts.name}
        value={name}
        dir="auto"
        autoFocus
        maxLength={60}
        onChange={(event) => setName(event.target.value)}
      />
      <label className={styles.text}>
        {t.prompts.text}
        <textarea
          dir="auto"
          rows={4}
          maxLength={LONGEST}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <div className={styles.actions}>
        <Button onClick={onCancel}>{t.app.cancel}</Button>
        <Button kind="primary" type="submit" disabled={!ready}>
          {t.app.save}
        </Button>
      </div>
    </form>
  );
}
