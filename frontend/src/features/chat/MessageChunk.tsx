import { memo, useRef, type RefObject } from 'react';
import { AnswerVersions } from '@/features/chat/AnswerVersions';
import { UserMessage } from '@/features/chat/UserMessage';
import type { ChatMessage } from '@/features/chat/chat-state';
import type { OnCite } from '@/features/chat/cite-context';
import { EVERYTHING, scopeLabel, type ScopeOptions } from '@/features/chat/scope';
import { useFar } from '@/features/chat/use-far';
import { usePrinting } from '@/lib/use-printing';
import styles from '@/features/chat/MessageList.module.css';

export interface MessageActions {
  conversationId: string | null;
  names: ScopeOptions['names'];
  onCite: OnCite;
  onAgain: (messageId: string) => void;
  onEverywhere: (messageId: string) => void;
  /** Asks the question of this id with other words. */
  onEdit: (id: string, text: string) => void;
  onSavePrompt: (text: string) => void;
}

interface MessageChunkProps extends MessageActions {
  /** The column that scrolls. */
  box: RefObject<HTMLElement | null>;
  messages: readonly ChatMessage[];
  /** Whether the thread ends with it. */
  last: boolean;
}

/** Some messages of a thread: a gap of their height while they are far from what is seen. */
export const MessageChunk = memo(function MessageChunk({
  box,
  messages,
  last,
  ...actions
}: MessageChunkProps) {
  const element = useRef<HTMLDivElement>(null);
  const far = useFar(element, box);
  const printing = usePrinting();
  const { conversationId, names, onEdit, onSavePrompt, ...answering } = actions;
  const gap = far !== null && !printing && !last;
  return (
    <div
      ref={element}
      role="none"
      data-chunk
      className={styles.chunk}
      style={gap ? { height: far } : undefined}
    >
      {!gap &&
        messages.map((message, index) => (
          <div key={message.id} role="listitem" data-message={message.id} className={styles[message.role]}>
            {message.role === 'user' ? (
              <UserMessage
                id={message.id}
                text={message.text}
                within={scopeLabel(searched(messages, index), names)}
                onEdit={onEdit}
                onSavePrompt={onSavePrompt}
              />
            ) : (
              <AnswerVersions
                conversationId={conversationId}
                message={message}
                last={last && index === messages.length - 1}
                within={scopeLabel(message.scope, names)}
                {...answering}
              />
            )}
          </div>
        ))}
    </div>
  );
}, isSame);

/** A thread that grows gives each chunk a new list with the old messages. */
function isSame({ messages, ...before }: MessageChunkProps, next: MessageChunkProps): boolean {
  return (
    messages.length === next.messages.length &&
    messages.every((message, index) => message === next.messages[index]) &&
    Object.entries(before).every(([name, value]) => next[name as keyof MessageChunkProps] === value)
  );
}

/** What was searched for a question: its answer may have been made again in another scope. */
function searched(messages: readonly ChatMessage[], at: number): ChatMessage['scope'] {
  const [question, answer] = messages.slice(at, at + 2);
  return (answer?.role === 'assistant' ? answer : question)?.scope ?? EVERYTHING;
}
