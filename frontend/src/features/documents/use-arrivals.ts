import { useState } from 'react';
import { useDocuments } from '@/features/documents/documents-cache';
import { apart, type KnownFile } from '@/features/documents/known-files';
import { useAddFiles, useUploadQueue } from '@/features/documents/upload-context';
import { useHidden } from '@/features/documents/use-document-actions';
import { flatten } from '@/lib/paged';

/** Adds files; holds back those whose names are here already until the person has said what to do with them. */
export function useArrivals() {
  const addFiles = useAddFiles();
  const queue = useUploadQueue();
  const list = useDocuments();
  const hidden = useHidden();
  const [asked, setAsked] = useState<readonly KnownFile[]>([]);
  async function take(files: readonly File[]): Promise<void> {
    if (queue.destination) return addFiles(files, { into: queue.destination });
    let documents = list.items;
    // Only the whole list can tell; where it cannot be read, the files come in as they are.
    for (let more = list.hasNextPage; more;) {
      const next = await list.fetchNextPage({ cancelRefetch: false });
      documents = flatten(next.data);
      more = next.hasNextPage && !next.isError;
    }
    const there = documents.filter(({ id }) => !hidden.has(id));
    const uploads = queue.getState().filter(({ into }) => into === null);
    const { fresh, known } = apart(files, { documents: there, uploads });
    if (fresh.length > 0) addFiles(fresh);
    setAsked((before) => [...before, ...known]);
  }

  function keepBoth() {
    addFiles(asked.map(({ file }) => file));
    setAsked([]);
  }
  function replace() {
    for (const { file, documentId, uploadKey } of asked) {
      if (uploadKey !== null) queue.cancel(uploadKey);
      addFiles([file], { replaces: documentId });
    }
    setAsked([]);
  }
  return { take, asked, keepBoth, replace, skip: () => setAsked([]) };
}
