import { useCallback } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { getSources } from '@/features/chat/chat-api';
import type { CiteTarget, OnCite } from '@/features/chat/cite-context';
import { useServices } from '@/lib/services';
import type { Passage } from '@/types/api';

/** Whether only the answer may still have the passage: its document can have been deleted, or read anew. */
function needsText({ passage, citation }: CiteTarget): boolean {
  return passage.text === undefined && citation?.standing !== 'current';
}

function withText(target: CiteTarget, sources: readonly Passage[]): CiteTarget {
  return { ...target, passage: sources[target.n - 1] ?? target.passage };
}

/** Opens what an answer cites, with the passages' texts where their documents may not have them any more. */
export function useCiting(
  conversationId: string | null,
  open: (target: CiteTarget, trail: readonly CiteTarget[]) => void,
): OnCite {
  const { api } = useServices();
  const client = useQueryClient();
  return useCallback(
    (target, trail, messageId) => {
      if (conversationId === null || !needsText(target)) return open(target, trail);
      client
        .fetchQuery({
          queryKey: ['sources', messageId],
          queryFn: () => getSources(api, conversationId, messageId),
          staleTime: Infinity,
        })
        // Without them the reader says what has become of the document.
        .catch(() => [])
        .then((sources) =>
          open(
            withText(target, sources),
            trail.map((step) => withText(step, sources)),
          ),
        )
        .catch(() => undefined);
    },
    [api, client, conversationId, open],
  );
}
