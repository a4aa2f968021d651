import { Suspense, useMemo } from 'react';
import { AnswerFoot } from '@/features/chat/AnswerFoot';
import { LazyMarkdown } from '@/features/chat/lazy-markdown';
import { SourceList } from '@/features/chat/SourceList';
import { isLive, type ChatMessage } from '@/features/chat/chat-state';
import { CiteContext, type CiteTarget } from '@/features/chat/cite-context';
import { Notice } from '@/components/Notice';
import { problemText, t } from '@/config/strings';
import styles from '@/features/chat/MessageList.module.css';

interface AssistantMessageProps {
  conversationId: string | null;
  message: ChatMessage;
  last: boolean;
  onCite: (target: CiteTarget) => void;
  onAgain: () => void;
}

function Stage({ message }: { message: ChatMessage }) {
  const text = message.status === 'stopping' ? t.chat.stopping : t.chat.stages[message.stage ?? 'sending'];
  return (
    <p className={styles.stage} data-testid="stage">
      <span className={styles.dot} aria-hidden="true" />
      {text}
    </p>
  );
}

export function AssistantMessage({ conversationId, message, last, onCite, onAgain }: AssistantMessageProps) {
  const { sources, citations } = message;
  const scope = useMemo(() => ({ sources, citations, onCite }), [sources, citations, onCite]);
  const live = isLive(message);

  return (
    <article
      className={styles.answer}
      aria-label={t.chat.grail}
      aria-busy={live}
      data-testid="message-assistant"
      data-status={message.status}
      data-message-id={message.id}
    >
      <CiteContext value={scope}>
        {message.text && (
          <Suspense fallback={<p className={styles.plain}>{message.text}</p>}>
            <LazyMarkdown text={message.text} growing={live} />
          </Suspense>
        )}
        {live && <Stage message={message} />}
        {message.status === 'stopped' && <p className={styles.note}>{t.chat.stoppedNote}</p>}
        {message.status === 'failed' && (
          <Notice onRetry={last ? onAgain : undefined}>
            {t.chat.failedTitle} {message.error ? problemText(message.error) : ''}
          </Notice>
        )}
        {!live && <SourceList />}
      </CiteContext>
      {!live && message.text && (
        <AnswerFoot conversationId={conversationId} message={message} onAgain={last ? onAgain : null} />
      )}
    </article>
  );
}
