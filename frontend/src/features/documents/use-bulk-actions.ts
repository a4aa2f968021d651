/** What is done with several documents at once. */
import { useQueryClient } from '@tanstack/react-query';
import { changeDocument } from '@/features/documents/documents-api';
import { putDocument } from '@/features/documents/documents-cache';
import { deletion } from '@/features/documents/use-document-actions';
import { useToast } from '@/components/Toasts';
import { useUndoableDelete } from '@/components/use-undoable-delete';
import { errorText, t } from '@/config/strings';
import { atOnce } from '@/lib/at-once';
import { useServices } from '@/lib/services';
import type { GrailDocument } from '@/types/api';

export function useBulkActions() {
  const { api } = useServices();
  const client = useQueryClient();
  const toast = useToast();
  const remove = useUndoableDelete(deletion);

  /** Sets the tags of each; returns the first problem. */
  async function setTags(changes: readonly { id: string; tags: string[] }[]): Promise<unknown> {
    return atOnce(changes, async ({ id, tags }) => {
      putDocument(client, await changeDocument(api, id, { tags }));
    });
  }

  async function addTags(documents: readonly GrailDocument[], tags: readonly string[]): Promise<void> {
    const before = documents.map(({ id, tags: old }) => ({ id, tags: old }));
    const problem = await setTags(
      before.map(({ id, tags: old }) => ({ id, tags: [...new Set([...old, ...tags])] })),
    );
    if (problem !== null) toast({ text: errorText(problem), tone: 'problem' });
    else
      toast({
        text: `${t.selection.tagged}: ${t.documents.count(documents.length)}`,
        action: { label: t.app.undo, run: () => void setTags(before) },
      });
  }

  return {
    addTags,
    remove: (documents: readonly GrailDocument[]) =>
      remove(
        documents.map(({ id }) => id),
        `${t.selection.deleted}: ${t.documents.count(documents.length)}`,
      ),
  };
}
