import { Suspense, useMemo, useState } from 'react';
import { NoteEditor } from '@/features/chat/NoteEditor';
import { indexCitations } from '@/features/chat/citation-index';
import { CiteContext, trailOf, type CiteTarget } from '@/features/chat/cite-context';
import { LazyMarkdown } from '@/features/chat/lazy-markdown';
import { noteAsMarkdown } from '@/features/chat/note-markdown';
import { useCiting } from '@/features/chat/use-citing';
import { useNoteActions } from '@/features/chat/use-notes';
import { Button, IconButton } from '@/components/Button';
import { moment } from '@/config/format';
import { t } from '@/config/strings';
import { copyText } from '@/lib/clipboard';
import { useCopied } from '@/lib/use-copied';
import type { KeptAnswer, Note } from '@/types/api';
import styles from '@/features/chat/NotesDialog.module.css';

export interface NoteDoors {
  onConversation: (id: string) => void;
  onCite: (target: CiteTarget, trail: readonly CiteTarget[]) => void;
}

/** A kept answer, with citations that open its documents. */
function Kept({ answer, onCite }: { answer: KeptAnswer } & Pick<NoteDoors, 'onCite'>) {
  const { text, sources, citations, conversation_id: conversationId, message_id: messageId } = answer;
  const cite = useCiting(conversationId, onCite);
  const scope = useMemo(
    () => ({
      answer: text,
      sources,
      citations: indexCitations(citations),
      onCite: (target: CiteTarget) => cite(target, trailOf(sources, citations), messageId),
    }),
    [text, sources, citations, cite, messageId],
  );
  return (
    <CiteContext value={scope}>
      <Suspense fallback={<p className={styles.words}>{text}</p>}>
        <LazyMarkdown text={text} markers={answer.markers} growing={false} />
      </Suspense>
    </CiteContext>
  );
}

/** A note of which a few lines are shown at first. */
export function NoteCard({ note, onConversation, onCite }: { note: Note } & NoteDoors) {
  const actions = useNoteActions();
  const [editing, setEditing] = useState(false);
  const [open, setOpen] = useState(false);
  const [copied, setCopied] = useCopied();
  const { answer } = note;
  const name = answer?.question ?? note.text;

  return (
    <article className={styles.note} aria-label={name} data-testid="note">
      {answer && (
        <h3 dir="auto" className={styles.question}>
          {answer.question}
        </h3>
      )}
      {editing ? (
        <NoteEditor
          value={note.text}
          optional={answer !== null}
          onSave={(text) => actions.change(note.id, text)}
          onClose={() => setEditing(false)}
        />
      ) : (
        note.text && (
          <p dir="auto" className={answer ? styles.beside : styles.words}>
            {note.text}
          </p>
        )
      )}
      {answer &&
        (open ? (
          <Kept answer={answer} onCite={onCite} />
        ) : (
          <p dir="auto" className={styles.beginning}>
            {answer.text}
          </p>
        ))}
      <footer className={styles.foot}>
        <time dateTime={note.created_at}>{moment(note.created_at)}</time>
        {answer && (
          <>
            <Button small aria-expanded={open} onClick={() => setOpen(!open)}>
              {open ? t.notes.less : t.notes.more}
            </Button>
            <Button small icon="chat" onClick={() => onConversation(answer.conversation_id)}>
              {t.notes.conversation}
            </Button>
          </>
        )}
        <span className={styles.acts}>
          <IconButton small icon="edit" label={t.notes.edit} onClick={() => setEditing(true)} />
          <IconButton
            small
            icon={copied ? 'check' : 'copy'}
            label={copied ? t.chat.copied : t.notes.copy}
            onClick={() => void copyText(noteAsMarkdown(note)).then(setCopied)}
          />
          <IconButton small icon="trash" label={t.notes.remove} onClick={() => actions.remove(note.id)} />
        </span>
      </footer>
    </article>
  );
}
