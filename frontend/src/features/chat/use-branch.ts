import { useCallback, useMemo, useState } from 'react';
import type { ChatMessage } from '@/features/chat/chat-state';
import { branchOf } from '@/lib/branches';

const NOTHING: readonly ChatMessage[] = [];
const NOT_CHOSEN: Readonly<Record<string, string>> = {};

/** The branch of a conversation that is shown, and the way to others. */
export function useBranch(conversationId: string | null, messages: readonly ChatMessage[] = NOTHING) {
  const root = conversationId ?? '';
  const [chosen, setChosen] = useState({ of: root, at: NOT_CHOSEN });
  const at = chosen.of === root ? chosen.at : NOT_CHOSEN;
  const { shown, versions, parents } = useMemo(() => branchOf(messages, root, at), [messages, root, at]);

  const choose = useCallback(
    (questionId: string) => {
      const parent = parents.get(questionId);
      if (parent !== undefined) setChosen({ of: root, at: { ...at, [parent]: questionId } });
    },
    [parents, root, at],
  );
  return {
    shown,
    choice: useMemo(() => ({ versions, choose }), [versions, choose]),
    /** What the next question follows; null where the conversation has no branches. */
    end: shown === messages ? null : (shown.findLast(({ role }) => role === 'user')?.id ?? null),
    /** The newest branch is shown again: a question has been asked in it. */
    followNewest: useCallback(() => setChosen({ of: root, at: NOT_CHOSEN }), [root]),
  };
}
