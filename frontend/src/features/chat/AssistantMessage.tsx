import { Suspense, memo, useDeferredValue, useMemo } from 'react';
import { AnswerFoot } from '@/features/chat/AnswerFoot';
import { AnswerSteps } from '@/features/chat/AnswerSteps';
import { BudgetNotice, isOfBudget } from '@/features/chat/BudgetNotice';
import { NarrowNote } from '@/features/chat/NarrowNote';
import { PriceCard } from '@/features/chat/PriceCard';
import { LazyMarkdown } from '@/features/chat/lazy-markdown';
import { SourceList } from '@/features/chat/SourceList';
import { isLive, type ChatMessage } from '@/features/chat/chat-state';
import { indexCitations } from '@/features/chat/citation-index';
import { CiteContext, trailOf, type CiteTarget, type OnCite } from '@/features/chat/cite-context';
import { Icon } from '@/components/Icon';
import { Notice } from '@/components/Notice';
import { count } from '@/config/format';
import { problemText, t, useLanguage } from '@/config/strings';
import { textFor } from '@/config/text-for';
import { useConnected } from '@/lib/use-connected';
import styles from '@/features/chat/MessageList.module.css';

interface AssistantMessageProps {
  conversationId: string | null;
  message: ChatMessage;
  last: boolean;
  onCite: OnCite;
  /** Asks the question of this answer again; the new answer takes this one's place. */
  onAgain: (messageId: string) => void;
  /** As `onAgain`, in all documents. */
  onEverywhere: (messageId: string) => void;
  /** What was searched, in words; null for everything. */
  within: string | null;
}

/** As many files are named while they are read. */
const NAMED = 3;

/** The names of the files that an answer reads. */
function readNames({ sources }: ChatMessage): string {
  const names = [...new Set(sources.map(({ filename }) => filename))];
  const more = names.length - NAMED;
  return [...names.slice(0, NAMED), ...(more > 0 ? [`+${count(more)}`] : [])].join(' · ');
}

/** What stands where the answer will: the files that are read for it, and lines that are still empty. */
function Coming({ message }: { message: ChatMessage }) {
  const names = readNames(message);
  return (
    <div className={styles.coming} data-testid="coming">
      {names && (
        <p className={styles.looked} dir="auto">
          {names}
        </p>
      )}
      <span />
      <span />
      <span />
    </div>
  );
}

function Stage({ message }: { message: ChatMessage }) {
  const connected = useConnected();
  const waits = message.status === 'sending' && !connected;
  const stage = waits ? t.chat.waitsForConnection : t.chat.stages[message.stage ?? 'sending'];
  const text = message.status === 'stopping' ? t.chat.stopping : stage;
  return (
    <>
      <p className={waits ? styles.waits : styles.stage} data-testid="stage">
        <span className={styles.dot} aria-hidden="true" />
        {text}
      </p>
      {!waits && !message.text && <Coming message={message} />}
    </>
  );
}

/** Warns above the answer that the documents say little. An answer without citations says so itself. */
function EvidenceNote({ evidence, citations }: Pick<ChatMessage, 'evidence' | 'citations'>) {
  if (evidence === null || evidence === 'enough') return null;
  if (evidence === 'none' && citations.length === 0) return null;
  return (
    <p className={styles.evidence} data-testid="evidence" data-evidence={evidence}>
      <Icon name="alert" size={16} />
      {t.chat.evidence[evidence]}
    </p>
  );
}

/** Says below the answer that it was cut short, with the way out. */
function EndingNote({ notice }: Pick<ChatMessage, 'notice'>) {
  if (notice === null) return null;
  return (
    <p className={styles.evidence} role="status" data-testid="ending" data-code={notice.code}>
      <Icon name="alert" size={16} />
      {textFor(t.chat.endings, notice.code) ?? notice.message}
    </p>
  );
}

/** Errors that the same question meets again today. */
const LASTING = new Set([
  'budget_exceeded',
  'stage_budget_exceeded',
  'invalid_request',
  'conversation_not_found',
]);

function mayHelp(error: ChatMessage['error']): boolean {
  return error === null || (error.retryable ?? !LASTING.has(error.code));
}

export const AssistantMessage = memo(function AssistantMessage({
  conversationId,
  message,
  last,
  onCite,
  onAgain,
  onEverywhere,
  within,
}: AssistantMessageProps) {
  useLanguage();
  const { sources, citations } = message;
  // Only a finished answer has sentences that are cited; one that grows would redraw every marker with each piece.
  const settled = citations.length > 0 ? message.text : '';
  // The citations come at an answer's end and redraw every marker in it, which may take several frames.
  const scope = useDeferredValue(
    useMemo(
      () => ({
        answer: settled,
        sources,
        citations: indexCitations(citations),
        onCite: (target: CiteTarget) => onCite(target, trailOf(sources, citations), message.id),
      }),
      [settled, sources, citations, onCite, message.id],
    ),
  );
  const live = isLive(message);
  // Until the citations are drawn nobody can tell the cited sources from those that were only searched.
  const coming = citations.length > 0 && scope.citations.size === 0;
  const again = () => onAgain(message.id);

  return (
    <article
      className={styles.answer}
      aria-label={t.chat.grail}
      aria-busy={live}
      data-testid="message-assistant"
      data-status={message.status}
      data-message-id={message.id}
    >
      <AnswerSteps steps={message.steps} live={live} />
      <EvidenceNote evidence={message.evidence} citations={citations} />
      <CiteContext value={scope}>
        {message.estimate && <PriceCard estimate={message.estimate} onGoAhead={last ? again : null} />}
        {message.text && !message.estimate && (
          <Suspense fallback={<p className={styles.plain}>{message.text}</p>}>
            <LazyMarkdown text={message.text} markers={message.markers} growing={live} />
          </Suspense>
        )}
        {live && <Stage message={message} />}
        <NarrowNote
          message={message}
          within={within}
          onEverywhere={last ? () => onEverywhere(message.id) : null}
        />
        {!message.estimate && <EndingNote notice={message.notice} />}
        {message.status === 'stopped' && <p className={styles.note}>{t.chat.stoppedNote}</p>}
        {message.status === 'failed' && isOfBudget(message.error) && <BudgetNotice problem={message.error} />}
        {message.status === 'failed' && !isOfBudget(message.error) && (
          <Notice onRetry={last && mayHelp(message.error) ? again : undefined}>
            {t.chat.failedTitle} {message.error ? problemText(message.error) : ''}
          </Notice>
        )}
        {!live && !coming && <SourceList />}
      </CiteContext>
      {!live && message.text && !message.estimate && (
        <AnswerFoot conversationId={conversationId} message={message} onAgain={last ? again : null} />
      )}
    </article>
  );
});
