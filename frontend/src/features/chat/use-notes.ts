/** What the person keeps, and how it changes. */
import { useQueryClient } from '@tanstack/react-query';
import { changeNote, deleteNote, keepAnswer, listNotes, writeNote } from '@/features/chat/notes-api';
import { useToast } from '@/components/Toasts';
import { useHiddenIds, useUndoableDelete, type Deletion } from '@/components/use-undoable-delete';
import { errorText, t } from '@/config/strings';
import { ApiError } from '@/lib/api-client';
import { HiddenIds } from '@/lib/hidden-ids';
import { remove, upsert } from '@/lib/paged';
import { useServices } from '@/lib/services';
import { usePaged } from '@/lib/use-paged';
import type { Note } from '@/types/api';

const NOTES = ['notes'] as const;

const deletion: Deletion = {
  hidden: new HiddenIds(),
  send: deleteNote,
  drop: (client, id) => remove<Note>(client, NOTES, id),
  list: NOTES,
};

/** Newest first, without those that were deleted a moment ago. */
export function useNotes() {
  const { api } = useServices();
  const hidden = useHiddenIds(deletion.hidden);
  const query = usePaged(NOTES, (cursor) => listNotes(api, cursor));
  return { ...query, items: query.items.filter(({ id }) => !hidden.has(id)) };
}

/** The sentences of these errors are about files elsewhere. */
function problemOf(error: unknown): string {
  const code = error instanceof ApiError ? error.code : '';
  if (code === 'quota_exceeded') return t.notes.full;
  return code === 'too_large' ? t.notes.tooLong : errorText(error);
}

export function useNoteActions() {
  const { api } = useServices();
  const client = useQueryClient();
  const toast = useToast();
  const removeLater = useUndoableDelete(deletion);

  /** Whether it went well; a problem is told. */
  async function put(sent: Promise<Note>): Promise<boolean> {
    try {
      upsert<Note>(client, NOTES, await sent);
      return true;
    } catch (error) {
      toast({ text: problemOf(error), tone: 'problem' });
      return false;
    }
  }

  return {
    write: (text: string) => put(writeNote(api, text)),
    change: (id: string, text: string) => put(changeNote(api, id, text)),
    keep: async (conversationId: string, messageId: string) => {
      if (await put(keepAnswer(api, conversationId, messageId))) toast({ text: t.notes.kept });
    },
    remove: (id: string) => removeLater([id], t.notes.deleted),
  };
}
