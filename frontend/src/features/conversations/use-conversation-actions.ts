import { useSyncExternalStore } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import {
  deleteConversation,
  readConversation,
  renameConversation,
} from '@/features/conversations/conversations-api';
import {
  CONVERSATIONS,
  dropConversation,
  putConversation,
} from '@/features/conversations/conversations-cache';
import type { ExportFormat } from '@/features/conversations/export';
import { useToast } from '@/components/Toasts';
import { errorText, t } from '@/config/strings';
import { ApiError } from '@/lib/api-client';
import { HiddenIds } from '@/lib/hidden-ids';
import { useServices } from '@/lib/services';
import { UNDO_WITHIN, undoable } from '@/lib/undoable';
import type { Conversation } from '@/types/api';

const hidden = new HiddenIds();

/** Conversations deleted a moment ago, which can still be brought back. */
export function useHidden(): ReadonlySet<string> {
  return useSyncExternalStore(hidden.subscribe, hidden.getState);
}

export function useConversationActions(conversation: Conversation, onDeleted: (id: string) => void) {
  const { api } = useServices();
  const client = useQueryClient();
  const toast = useToast();
  const { id } = conversation;
  const title = conversation.title || t.conversations.untitled;

  const complain = (error: unknown) => toast({ text: errorText(error), tone: 'problem' });

  async function deleteNow() {
    try {
      await deleteConversation(api, id);
      dropConversation(client, id);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) dropConversation(client, id);
      else complain(error);
      void client.invalidateQueries({ queryKey: CONVERSATIONS });
    }
    hidden.show(id);
  }

  return {
    rename: (name: string) =>
      renameConversation(api, id, name).then((next) => {
        putConversation(client, { ...conversation, ...next });
        void client.invalidateQueries({ queryKey: CONVERSATIONS });
      }, complain),
    // The Markdown parser comes with the first export, since the page does not need it to start.
    exportAs: (format: ExportFormat) =>
      Promise.all([readConversation(api, id), import('@/features/conversations/export')]).then(
        ([full, { download }]) => download(full, format),
        complain,
      ),
    remove: () => {
      hidden.hide(id);
      onDeleted(id);
      const cancel = undoable(() => void deleteNow());
      const undo = () => {
        cancel();
        hidden.show(id);
      };
      toast({
        text: t.conversations.deleted(title),
        lasts: UNDO_WITHIN,
        action: { label: t.app.undo, run: undo },
      });
    },
  };
}
