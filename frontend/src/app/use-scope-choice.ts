import { useCallback, useMemo, useState } from 'react';
import { useChatStore, useScope } from '@/features/chat/chat-context';
import { withoutGone, type ScopeChoice } from '@/features/chat/scope';
import { useCollections, useShared } from '@/features/documents/use-collections';
import { tagsOf, useDocuments } from '@/features/documents/documents-cache';
import { useAllPages } from '@/lib/use-paged';
import type { DocumentStatus } from '@/types/api';

const SETTLED: readonly DocumentStatus[] = ['ready', 'failed', 'deleting'];

/** What the next question of a conversation searches, and what there is to choose from. */
export function useScopeChoice(thread: string): ScopeChoice {
  const chat = useChatStore();
  const chosen = useScope(thread);
  const list = useDocuments();
  const { items: own, isComplete } = useCollections();
  const { items: shared, isSuccess } = useShared();
  const options = useMemo(() => {
    const collections = [...own, ...shared];
    const documents = list.items.filter((document) => document.status === 'ready');
    const names = new Map([
      ...list.items.map(({ id, filename }) => [id, filename] as const),
      ...collections.map(({ id, name }) => [id, name] as const),
    ]);
    const reading = list.items.filter(({ status }) => !SETTLED.includes(status)).length;
    return { documents, reading, names, tags: tagsOf(documents), collections };
  }, [list.items, own, shared]);
  const unlisted = chosen.documentIds.some((id) => !options.names.has(id));
  const [whole, setWhole] = useState(false);
  useAllPages(list, whole || options.documents.length === 0 || unlisted);
  const complete = list.isSuccess && !list.hasNextPage;
  return {
    scope: useMemo(
      () =>
        withoutGone(
          chosen,
          (id) => complete && !options.names.has(id),
          (id) => isComplete && isSuccess && !options.names.has(id),
        ),
      [chosen, complete, isComplete, isSuccess, options.names],
    ),
    options,
    onScope: (scope) => chat.dispatch({ type: 'scoped', thread, scope }),
    onWhole: useCallback(() => setWhole(true), []),
  };
}
