import { useLayoutEffect, useRef, useState } from 'react';
import { AnswerVersions } from '@/features/chat/AnswerVersions';
import { UserMessage } from '@/features/chat/UserMessage';
import type { ChatMessage } from '@/features/chat/chat-state';
import { EVERYTHING, scopeLabel, type ScopeOptions } from '@/features/chat/scope';
import type { CiteTarget } from '@/features/chat/cite-context';
import { Button } from '@/components/Button';
import { t } from '@/config/strings';
import { usePrinting } from '@/lib/use-printing';
import styles from '@/features/chat/MessageList.module.css';

interface MessageListProps {
  conversationId: string | null;
  messages: readonly ChatMessage[];
  names: ScopeOptions['names'];
  onCite: (target: CiteTarget, trail: readonly CiteTarget[]) => void;
  onAgain: (messageId: string) => void;
  onEverywhere: (messageId: string) => void;
  onEdit: (text: string) => void;
  onSavePrompt: (text: string) => void;
}

/** Number of messages drawn at first, and added by each click: hundreds at once would cost memory. */
const WINDOW = 30;

export function MessageList({
  conversationId,
  messages,
  names,
  onEdit,
  onSavePrompt,
  ...answering
}: MessageListProps) {
  const [limit, setLimit] = useState(WINDOW);
  const firstBefore = useRef<HTMLLIElement>(null);
  const first = useRef<HTMLLIElement>(null);
  const printing = usePrinting();
  const from = printing ? 0 : Math.max(0, messages.length - limit);

  useLayoutEffect(() => {
    // The first message drawn before stays in sight, with the earlier ones above it.
    if (limit > WINDOW) firstBefore.current?.scrollIntoView();
  }, [limit]);

  function showEarlier() {
    firstBefore.current = first.current;
    setLimit(limit + WINDOW);
  }

  return (
    <ol className={styles.list}>
      {from > 0 && (
        <li className={styles.earlier}>
          <Button small onClick={showEarlier}>
            {t.chat.earlier}
          </Button>
        </li>
      )}
      {messages.slice(from).map((message, index) => (
        <li key={message.id} ref={index === 0 ? first : undefined} className={styles[message.role]}>
          {message.role === 'user' ? (
            <UserMessage
              text={message.text}
              within={scopeLabel(searched(messages, from + index), names)}
              onEdit={onEdit}
              onSavePrompt={onSavePrompt}
            />
          ) : (
            <AnswerVersions
              conversationId={conversationId}
              message={message}
              last={from + index === messages.length - 1}
              within={scopeLabel(message.scope, names)}
              {...answering}
            />
          )}
        </li>
      ))}
    </ol>
  );
}

/** What was searched for a question: its answer may have been made again in another scope. */
function searched(messages: readonly ChatMessage[], at: number): ChatMessage['scope'] {
  const [question, answer] = messages.slice(at, at + 2);
  return (answer?.role === 'assistant' ? answer : question)?.scope ?? EVERYTHING;
}
