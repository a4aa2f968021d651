import { useRef, useState } from 'react';
import { KeepButton } from '@/features/chat/KeepButton';
import { sendFeedback } from '@/features/chat/chat-api';
import { useChatStore } from '@/features/chat/chat-context';
import type { ChatMessage } from '@/features/chat/chat-state';
import { answerAsMarkdown } from '@/features/chat/answer-markdown';
import { IconButton } from '@/components/Button';
import { PromptDialog } from '@/components/PromptDialog';
import { useToast } from '@/components/Toasts';
import { moment, money, seconds } from '@/config/format';
import { errorText, t } from '@/config/strings';
import { copyText } from '@/lib/clipboard';
import { useServices } from '@/lib/services';
import type { ModelChoice, Rating } from '@/types/api';
import styles from '@/features/chat/MessageList.module.css';

interface AnswerFootProps {
  conversationId: string | null;
  message: ChatMessage;
  /** Null where the answer cannot be made again: only the last can. */
  onAgain: (() => void) | null;
}

function useRating(conversationId: string | null, message: ChatMessage) {
  const { api } = useServices();
  const store = useChatStore();
  const toast = useToast();

  return async (rating: Rating | null, comment?: string) => {
    if (conversationId === null) return;
    const before = message.rating;
    store.rate(message.id, rating);
    try {
      await sendFeedback(api, conversationId, message.id, comment ? { rating, comment } : { rating });
    } catch (error) {
      store.rate(message.id, before);
      toast({ text: errorText(error), tone: 'problem' });
    }
  };
}

/** The model's name, where there are several models, or where another one answered for a busy one. */
function answeredBy(models: readonly ModelChoice[], id: string | null): string | null {
  if (id === null || (models.length < 2 && models.some((model) => model.id === id))) return null;
  return models.find((model) => model.id === id)?.label ?? id.split('/').at(-1) ?? id;
}

function Meta({ message }: { message: ChatMessage }) {
  const { usage, timings } = message;
  const { models } = useServices().config;
  const total = timings.total;
  const model = answeredBy(models, message.model);
  return (
    <p className={styles.meta}>
      <time dateTime={message.createdAt}>{moment(message.createdAt)}</time>
      {model && <span data-testid="answered-by">{t.chat.answeredBy(model)}</span>}
      {total !== undefined && <span>{seconds(total / 1000)}</span>}
      {usage && usage.input_tokens + usage.output_tokens > 0 && (
        <span title={t.chat.tokensLabel}>{t.chat.tokens(usage.input_tokens, usage.output_tokens)}</span>
      )}
      {usage && usage.price_usd > 0 && <span>{money(usage.price_usd)}</span>}
    </p>
  );
}

export function AnswerFoot({ conversationId, message, onAgain }: AnswerFootProps) {
  const [copied, setCopied] = useState(false);
  const [asking, setAsking] = useState(false);
  const sent = useRef(false);
  const rate = useRating(conversationId, message);
  const toggle = (rating: Rating) => rate(message.rating === rating ? null : rating);

  async function copy() {
    setCopied(await copyText(answerAsMarkdown(message)));
    setTimeout(() => setCopied(false), 2_000);
  }

  return (
    <footer className={styles.foot}>
      <IconButton
        small
        icon={copied ? 'check' : 'copy'}
        label={copied ? t.chat.copied : t.chat.copy}
        onClick={() => void copy()}
      />
      <IconButton
        small
        icon="up"
        label={t.chat.good}
        aria-pressed={message.rating === 'up'}
        onClick={() => void toggle('up')}
      />
      <IconButton
        small
        icon="down"
        label={t.chat.bad}
        aria-pressed={message.rating === 'down'}
        onClick={() => {
          void toggle('down');
          sent.current = false;
          if (message.rating !== 'down') setAsking(true);
        }}
      />
      {conversationId !== null && <KeepButton conversationId={conversationId} messageId={message.id} />}
      {onAgain && <IconButton small icon="retry" label={t.chat.regenerate} onClick={onAgain} />}
      <Meta message={message} />
      {asking && (
        <PromptDialog
          title={t.chat.bad}
          label={t.chat.feedbackComment}
          value=""
          optional
          submit={t.chat.feedbackSend}
          onSubmit={(comment) => {
            sent.current = true;
            if (comment) void rate('down', comment);
          }}
          onClose={() => {
            setAsking(false);
            // Left without a word: the thumb was not meant.
            if (!sent.current) void rate(null);
          }}
        />
      )}
    </footer>
  );
}
