import { useLayoutEffect, useRef, useState } from 'react';
import { AssistantMessage } from '@/features/chat/AssistantMessage';
import { UserMessage } from '@/features/chat/UserMessage';
import type { ChatMessage } from '@/features/chat/chat-state';
import type { CiteTarget } from '@/features/chat/cite-context';
import { Button } from '@/components/Button';
import { t } from '@/config/strings';
import styles from '@/features/chat/MessageList.module.css';

interface MessageListProps {
  conversationId: string | null;
  messages: readonly ChatMessage[];
  onCite: (target: CiteTarget) => void;
  onAgain: (messageId: string) => void;
  onEdit: (text: string) => void;
}

/** Number of messages drawn at first, and added by each click: hundreds at once would cost memory. */
const WINDOW = 30;

export function MessageList({ conversationId, messages, onCite, onAgain, onEdit }: MessageListProps) {
  const [limit, setLimit] = useState(WINDOW);
  const firstBefore = useRef<HTMLLIElement>(null);
  const first = useRef<HTMLLIElement>(null);
  const from = Math.max(0, messages.length - limit);

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
            <UserMessage text={message.text} onEdit={onEdit} />
          ) : (
            <AssistantMessage
              conversationId={conversationId}
              message={message}
              last={from + index === messages.length - 1}
              onCite={onCite}
              onAgain={onAgain}
            />
          )}
        </li>
      ))}
    </ol>
  );
}
