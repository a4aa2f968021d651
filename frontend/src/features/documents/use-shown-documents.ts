/** Which documents the list shows, by name, tag and collection, and in which order. */
import { useState } from 'react';
import { keepArrangement, readArrangement, type Arrangement } from '@/features/documents/arrange';
import { useDocuments } from '@/features/documents/documents-cache';
import { useCollected, useCollections } from '@/features/documents/use-collections';
import { useHidden } from '@/features/documents/use-document-actions';
import { useAllPages } from '@/lib/use-paged';
import type { Collection } from '@/types/api';

export interface Filters {
  /** What a name holds. */
  words: string;
  onWords: (words: string) => void;
  tag: string;
  onTag: (tag: string) => void;
  /** The id of the chosen one, or nothing. */
  collection: string;
  onCollection: (collectionId: string) => void;
  collections: readonly Collection[];
  arrangement: Arrangement;
  onArrange: (arrangement: Arrangement) => void;
}

/** `all`: the documents read so far; `shown`: those that the filters leave. */
export function useShownDocuments() {
  const list = useDocuments();
  const hidden = useHidden();
  const { items: collections } = useCollections();
  const [words, onWords] = useState('');
  const [tag, onTag] = useState('');
  const [chosen, onCollection] = useState('');
  const [arrangement, setArrangement] = useState(readArrangement);
  const collection = collections.some(({ id }) => id === chosen) ? chosen : '';
  const collected = useCollected(collection);

  const all = list.items.filter(({ id, status }) => !hidden.has(id) && status !== 'deleting');
  const isFiltered = words !== '' || tag !== '' || collection !== '';
  const isArranged = arrangement.sort !== 'newest' || arrangement.group !== 'none';
  useAllPages(list, isFiltered || isArranged || all.length === 0);
  const shown = all.filter(
    (document) =>
      document.filename.toLowerCase().includes(words.trim().toLowerCase()) &&
      (tag === '' || document.tags.includes(tag)) &&
      (collection === '' || (collected?.has(document.id) ?? false)),
  );
  const onArrange = (next: Arrangement) => {
    setArrangement(next);
    keepArrangement(next);
  };
  const filters: Filters = {
    ...{ words, onWords, tag, onTag, collection, onCollection, collections },
    ...{ arrangement, onArrange },
  };
  return { list, all, shown, filters };
}
