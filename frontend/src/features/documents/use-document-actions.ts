/** The actions on a document; each shows its undo or its problem. */
import { useQueryClient } from '@tanstack/react-query';
import { changeDocument, deleteDocument, retryDocument } from '@/features/documents/documents-api';
import { DOCUMENTS, dropDocument, putDocument } from '@/features/documents/documents-cache';
import { useToast } from '@/components/Toasts';
import { useHiddenIds, useUndoableDelete, type Deletion } from '@/components/use-undoable-delete';
import { errorText, t } from '@/config/strings';
import { HiddenIds } from '@/lib/hidden-ids';
import { useServices } from '@/lib/services';
import type { GrailDocument } from '@/types/api';

export const deletion: Deletion = {
  hidden: new HiddenIds(),
  send: deleteDocument,
  drop: dropDocument,
  list: DOCUMENTS,
};

/** Documents deleted a moment ago, which can still be brought back. */
export function useHidden(): ReadonlySet<string> {
  return useHiddenIds(deletion.hidden);
}

export function useDocumentActions(document: GrailDocument) {
  const { api } = useServices();
  const client = useQueryClient();
  const toast = useToast();
  const remove = useUndoableDelete(deletion);

  async function attempt(action: () => Promise<GrailDocument>) {
    try {
      putDocument(client, await action());
    } catch (error) {
      toast({ text: errorText(error), tone: 'problem' });
    }
  }

  return {
    retry: () => attempt(() => retryDocument(api, document.id)),
    rename: (filename: string) => attempt(() => changeDocument(api, document.id, { filename })),
    setTags: (tags: string[]) => attempt(() => changeDocument(api, document.id, { tags })),
    remove: () => remove([document.id], t.documents.deleted(document.filename)),
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
