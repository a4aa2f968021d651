import { AssistantMessage } from '@/features/chat/AssistantMessage';
import { UserMessage } from '@/features/chat/UserMessage';
import type { ChatMessage } from '@/features/chat/chat-state';
import type { CiteTarget } from '@/features/chat/cite-context';
import styles from '@/features/chat/MessageList.module.css';

interface MessageListProps {
  conversationId: string | null;
  messages: readonly ChatMessage[];
  onCite: (target: CiteTarget) => void;
  /** Asks the question again; `replaces` is the answer whose place the new one takes. */
  onAsk: (text: string, replaces: string | null) => void;
  onEdit: (text: string) => void;
}

function questionBefore(messages: readonly ChatMessage[], index: number): string {
  for (let at = index - 1; at >= 0; at--) {
    const message = messages[at];
    if (message?.role === 'user') return message.text;
  }
  return '';
}

export function MessageList({ conversationId, messages, onCite, onAsk, onEdit }: MessageListProps) {
  return (
    <ol className={styles.list}>
      {messages.map((message, index) => (
        <li key={message.id} className={styles[message.role]}>
          {message.role === 'user' ? (
            <UserMessage text={message.text} onEdit={onEdit} />
          ) : (
            <AssistantMessage
              conversationId={conversationId}
              message={message}
              last={index === messages.length - 1}
              onCite={onCite}
              onAgain={() => onAsk(questionBefore(messages, index), message.id)}
            />
          )}
        </li>
      ))}
    </ol>
  );
}
