/** The actions on a document; each shows its undo or its problem. */
import { useSyncExternalStore } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { changeDocument, deleteDocument, retryDocument } from '@/features/documents/documents-api';
import { DOCUMENTS, dropDocument, putDocument } from '@/features/documents/documents-cache';
import { useToast } from '@/components/Toasts';
import { errorText, t } from '@/config/strings';
import { ApiError } from '@/lib/api-client';
import { HiddenIds } from '@/lib/hidden-ids';
import { useServices } from '@/lib/services';
import { UNDO_WITHIN, undoable } from '@/lib/undoable';
import type { GrailDocument } from '@/types/api';

const hidden = new HiddenIds();

/** Documents deleted a moment ago, which can still be brought back. */
export function useHidden(): ReadonlySet<string> {
  return useSyncExternalStore(hidden.subscribe, hidden.getState);
}

export function useDocumentActions(document: GrailDocument) {
  const { api } = useServices();
  const client = useQueryClient();
  const toast = useToast();

  async function attempt(action: () => Promise<GrailDocument>) {
    try {
      putDocument(client, await action());
    } catch (error) {
      toast({ text: errorText(error), tone: 'problem' });
    }
  }

  async function deleteNow() {
    try {
      await deleteDocument(api, document.id);
      dropDocument(client, document.id);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) dropDocument(client, document.id);
      else toast({ text: errorText(error), tone: 'problem' });
      void client.invalidateQueries({ queryKey: DOCUMENTS });
    }
    hidden.show(document.id);
  }

  return {
    retry: () => attempt(() => retryDocument(api, document.id)),
    rename: (filename: string) => attempt(() => changeDocument(api, document.id, { filename })),
    setTags: (tags: string[]) => attempt(() => changeDocument(api, document.id, { tags })),
    remove: () => {
      hidden.hide(document.id);
      const cancel = undoable(() => void deleteNow());
      const undo = () => {
        cancel();
        hidden.show(document.id);
      };
      toast({
        text: t.documents.deleted(document.filename),
        lasts: UNDO_WITHIN,
        action: { label: t.app.undo, run: undo },
      });
    },
  };
}

/** "a, b,, a " → ["a", "b"] */
export function parseTags(text: string): string[] {
  return [
    ...new Set(
      text
        .split(',')
        .map((tag) => tag.trim())
        .filter(Boolean),
    ),
  ];
}
