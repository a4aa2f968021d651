import { useQueryClient } from '@tanstack/react-query';
import {
  deleteConversation,
  fileConversation,
  pinConversation,
  renameConversation,
} from '@/features/conversations/conversations-api';
import {
  CONVERSATIONS,
  dropConversation,
  putConversation,
} from '@/features/conversations/conversations-cache';
import type { ExportFormat } from '@/features/conversations/export';
import { useToast } from '@/components/Toasts';
import { useHiddenIds, useUndoableDelete, type Deletion } from '@/components/use-undoable-delete';
import { errorText, t } from '@/config/strings';
import { HiddenIds } from '@/lib/hidden-ids';
import { useServices } from '@/lib/services';
import { readWhole } from '@/lib/whole-conversation';
import type { Conversation } from '@/types/api';

const deletion: Deletion = {
  hidden: new HiddenIds(),
  send: deleteConversation,
  drop: dropConversation,
  list: CONVERSATIONS,
};

/** Conversations deleted a moment ago, which can still be brought back. */
export function useHidden(): ReadonlySet<string> {
  return useHiddenIds(deletion.hidden);
}

export function useConversationActions(conversation: Conversation, onDeleted: (id: string) => void) {
  const { api } = useServices();
  const client = useQueryClient();
  const toast = useToast();
  const remove = useUndoableDelete(deletion);
  const { id } = conversation;
  const title = conversation.title || t.conversations.untitled;

  const complain = (error: unknown) => toast({ text: errorText(error), tone: 'problem' });

  return {
    rename: (name: string) =>
      renameConversation(api, id, name).then((next) => {
        putConversation(client, { ...conversation, ...next });
        void client.invalidateQueries({ queryKey: CONVERSATIONS });
      }, complain),
    pin: (pinned: boolean) =>
      pinConversation(api, id, pinned).then(
        (next) => putConversation(client, { ...conversation, ...next }),
        complain,
      ),
    file: (folder: string) =>
      fileConversation(api, id, folder).then(
        (next) => putConversation(client, { ...conversation, ...next }),
        complain,
      ),
    // The Markdown parser comes with the first export, since the page does not need it to start.
    exportAs: (format: ExportFormat) =>
      Promise.all([
        // JSON holds all that the service has; the others name files and pages alone.
        readWhole(api, id, format === 'json' ? 'full' : 'brief', (messages) =>
          toast({ text: t.chat.readSoFar(messages), key: id }),
        ),
        import('@/features/conversations/export'),
      ])
        .then(([full, { download }]) => download(full, format))
        .catch(complain),
    remove: () => {
      onDeleted(id);
      remove([id], t.conversations.deleted(title));
    },
  };
}
