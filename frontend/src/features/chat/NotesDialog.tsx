import { useState } from 'react';
import { NoteCard, type NoteDoors } from '@/features/chat/NoteCard';
import { NoteEditor } from '@/features/chat/NoteEditor';
import { notesAsMarkdown } from '@/features/chat/note-markdown';
import { useNoteActions, useNotes } from '@/features/chat/use-notes';
import { Button } from '@/components/Button';
import { Dialog } from '@/components/Dialog';
import { Notice } from '@/components/Notice';
import { Spinner } from '@/components/Spinner';
import { errorText, t } from '@/config/strings';
import { fit } from '@/lib/match';
import { saveFile } from '@/lib/save-file';
import { useAllPages } from '@/lib/use-paged';
import type { Note } from '@/types/api';
import styles from '@/features/chat/NotesDialog.module.css';

const wordsOf = ({ text, answer }: Note) => [text, answer?.question, answer?.text].join('\n');

/** All that the person keeps: to read, find, write, and take along. */
export default function NotesDialog({ onClose, ...doors }: NoteDoors & { onClose: () => void }) {
  const notes = useNotes();
  const actions = useNoteActions();
  const [writing, setWriting] = useState(false);
  const [typed, setTyped] = useState('');
  // All are read: what is looked for or taken along may stand in any.
  useAllPages(notes, true);
  const shown = notes.items.filter((note) => fit(wordsOf(note), typed) > 0);
  const leave =
    <A extends unknown[]>(go: (...given: A) => void) =>
    (...given: A) => {
      onClose();
      go(...given);
    };

  return (
    <Dialog title={t.notes.title} onClose={onClose}>
      <div className={styles.body}>
        <div className={styles.tools}>
          <Button icon="plus" data-testid="new-note" onClick={() => setWriting(true)}>
            {t.notes.add}
          </Button>
          {notes.items.length > 0 && (
            <Button
              icon="download"
              disabled={notes.hasNextPage}
              onClick={() =>
                void notesAsMarkdown(notes.items).then((text) =>
                  saveFile(`${t.notes.title}.md`, text, 'text/markdown'),
                )
              }
            >
              {t.conversations.exportMarkdown}
            </Button>
          )}
        </div>
        {writing && <NoteEditor value="" onSave={actions.write} onClose={() => setWriting(false)} />}
        {notes.items.length > 1 && (
          <input
            type="search"
            dir="auto"
            className={styles.search}
            value={typed}
            placeholder={t.notes.search}
            aria-label={t.notes.search}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
        {notes.isPending && <Spinner label={t.app.loading} />}
        {notes.isError && (
          <Notice onRetry={() => void notes.refetch()}>
            {t.notes.loadFailed} {errorText(notes.error)}
          </Notice>
        )}
        {notes.isSuccess && shown.length === 0 && (
          <p className={styles.none}>{typed.trim() === '' ? t.notes.empty : t.palette.none}</p>
        )}
        {shown.map((note) => (
          <NoteCard
            key={note.id}
            note={note}
            onConversation={leave(doors.onConversation)}
            onCite={leave(doors.onCite)}
          />
        ))}
      </div>
    </Dialog>
  );
}
