/** How collections change; the first load of the page does without it. */
import { useQueryClient } from '@tanstack/react-query';
import { collect, createCollection, renameCollection } from '@/features/documents/collections-api';
import { takeOut } from '@/features/documents/documents-api';
import { COLLECTED, COLLECTIONS } from '@/features/documents/documents-cache';
import { deletion } from '@/features/documents/use-collections';
import { useToast } from '@/components/Toasts';
import { useUndoableDelete } from '@/components/use-undoable-delete';
import { errorText, t } from '@/config/strings';
import { ApiError } from '@/lib/api-client';
import { atOnce } from '@/lib/at-once';
import { upsert } from '@/lib/paged';
import { useServices } from '@/lib/services';
import type { Collection } from '@/types/api';

/** Characters of a name. */
export const LONGEST_NAME = 100;

/** The sentence of a quota is about documents elsewhere. */
function problemOf(error: unknown): string {
  const code = error instanceof ApiError ? error.code : '';
  return code === 'quota_exceeded' ? t.collections.tooMany : errorText(error);
}

export function useCollectionActions() {
  const { api } = useServices();
  const client = useQueryClient();
  const toast = useToast();
  const removeLater = useUndoableDelete(deletion);

  /** The collection as it is afterwards; null where it went wrong, which is told. */
  async function put(sent: Promise<Collection>): Promise<Collection | null> {
    try {
      const collection = await sent;
      upsert<Collection>(client, COLLECTIONS, collection);
      return collection;
    } catch (error) {
      toast({ text: problemOf(error), tone: 'problem' });
      return null;
    }
  }

  /** Changes a collection document by document; tells the first problem, or `done`. */
  async function each(
    id: string,
    documentIds: readonly string[],
    change: (documentId: string) => Promise<unknown>,
    done: string,
  ): Promise<void> {
    const problem = await atOnce(documentIds, change);
    await client.invalidateQueries({ queryKey: COLLECTIONS });
    await client.invalidateQueries({ queryKey: [COLLECTED, id] });
    toast(problem === null ? { text: done } : { text: problemOf(problem), tone: 'problem' });
  }

  return {
    create: (name: string) => put(createCollection(api, name)),
    rename: (id: string, name: string) => put(renameCollection(api, id, name)),
    remove: ({ id, name }: Collection) => removeLater([id], t.documents.deleted(name)),
    /** Into the first of `collections` of this name, or into a new one. */
    collect: async (collections: readonly Collection[], name: string, documentIds: readonly string[]) => {
      const known = collections.find((collection) => collection.name === name);
      const collection = known ?? (await put(createCollection(api, name)));
      if (!collection) return;
      const { id } = collection;
      await each(id, documentIds, (one) => collect(api, id, one), t.collections.added(collection.name));
    },
    takeOut: (id: string, documentIds: readonly string[]) =>
      each(id, documentIds, (one) => takeOut(api, id, one), t.collections.takenOut),
  };
}
