/** One conversation: its messages, and the field to ask on. */
import { useCallback, useImperativeHandle, useMemo, useRef, type Ref } from 'react';
import { ChatEmpty } from '@/features/chat/ChatEmpty';
import { Composer, type ComposerHandle } from '@/features/chat/Composer';
import { FollowUps } from '@/features/chat/FollowUps';
import { MessageList } from '@/features/chat/MessageList';
import { StreamAnnouncer } from '@/features/chat/StreamAnnouncer';
import { useChatStore, useThread } from '@/features/chat/chat-context';
import { NEW_THREAD, isLive, isUnsent, questionOf } from '@/features/chat/chat-state';
import type { CiteTarget } from '@/features/chat/cite-context';
import { useAtTop } from '@/features/chat/use-at-top';
import { useCiting } from '@/features/chat/use-citing';
import { useEarlier } from '@/features/chat/use-earlier';
import { usePrint } from '@/features/chat/use-print';
import { useModel } from '@/features/chat/use-model';
import { EVERYTHING, type Scope, type ScopeChoice } from '@/features/chat/scope';
import { BranchContext } from '@/features/chat/branch-context';
import { useBranch } from '@/features/chat/use-branch';
import { useConversation } from '@/features/chat/use-conversation';
import { Notice } from '@/components/Notice';
import { Spinner } from '@/components/Spinner';
import { errorText, t } from '@/config/strings';
import { useStickToBottom } from '@/features/chat/use-stick-to-bottom';
import { Button } from '@/components/Button';
import { ApiError } from '@/lib/api-client';
import { branchOf } from '@/lib/branches';
import styles from '@/features/chat/ChatView.module.css';

/** The chat's controls for the rest of the page. */
export interface ChatHandle extends ComposerHandle {
  stop: () => void;
  print: () => void;
}

interface ChatViewProps {
  ref?: Ref<ChatHandle>;
  conversationId: string | null;
  title: string;
  scopeChoice: ScopeChoice;
  onCite: (target: CiteTarget, trail: readonly CiteTarget[]) => void;
  onAddFiles: () => void;
  onNew: () => void;
}

interface Asked {
  /** The answer that is made again. */
  replaces?: string | null;
  within?: Scope | undefined;
  acceptedPrice?: number | undefined;
  /** What the question follows; null is the last question in time. */
  after?: string | null;
}

interface OpenFailedProps {
  error: Error;
  onRetry: () => void;
  onNew: () => void;
}

/** A conversation that is gone will not come by trying again. */
function OpenFailed({ error, onRetry, onNew }: OpenFailedProps) {
  const gone = error instanceof ApiError && error.status === 404;
  if (!gone) {
    return (
      <Notice onRetry={onRetry}>
        {t.chat.loadFailed} {errorText(error)}
      </Notice>
    );
  }
  return (
    <>
      <Notice>{t.chat.gone}</Notice>
      <p className={styles.wayOut}>
        <Button icon="plus" onClick={onNew}>
          {t.conversations.new}
        </Button>
      </p>
    </>
  );
}

export function ChatView({ ref, ...props }: ChatViewProps) {
  const { conversationId, scopeChoice } = props;
  const { scope } = scopeChoice;
  const key = conversationId ?? NEW_THREAD;
  const store = useChatStore();
  const stored = useConversation(conversationId);
  const messages = useThread(key);
  const { shown, choice, end, followNewest } = useBranch(conversationId, messages);
  const [model, setModel] = useModel();
  const earlier = useEarlier(conversationId);
  const print = usePrint(conversationId);
  const cite = useCiting(conversationId, props.onCite);
  const empty = (messages === undefined || messages.length === 0) && conversationId === null;
  const { box, content, onScroll, away, toEnd } = useStickToBottom(key, !empty);
  const atTop = useAtTop(box);
  // A title that nobody has changed is how the first question begins.
  const repeats = atTop && shown[0]?.text.startsWith(props.title.replace(/…$/, ''));
  const composer = useRef<ComposerHandle>(null);
  const live = useMemo(
    () => messages?.findLast((message) => message.role === 'assistant' && isLive(message)),
    [messages],
  );

  useImperativeHandle(ref, () => ({
    fill: (text) => composer.current?.fill(text),
    focus: () => composer.current?.focus(),
    savePrompt: (text) => composer.current?.savePrompt(text),
    print,
    stop: () => live && live.status !== 'stopping' && store.stop(live.id),
  }));

  const ask = useCallback(
    (text: string, { replaces = null, within = scope, acceptedPrice, after = end }: Asked = {}) => {
      store.ask({ text, conversationId, scope: within, model, replaces, acceptedPrice, after });
      followNewest();
      toEnd();
    },
    [store, conversationId, scope, model, end, followNewest, toEnd],
  );
  const askAgain = useCallback(
    (messageId: string, within?: Scope) => {
      const thread = store.getState().threads[key] ?? [];
      const told = thread.find(({ id }) => id === messageId);
      const question = questionOf(thread, messageId);
      // Whoever was told a price asks again of what it was told for.
      const searched = within ?? (told?.estimate ? told.scope : undefined);
      const acceptedPrice = within ? undefined : told?.estimate?.price_usd;
      const after = question?.after ?? null;
      ask(question?.text ?? '', { replaces: messageId, within: searched, acceptedPrice, after });
    },
    [store, key, ask],
  );
  const again = useCallback((messageId: string) => askAgain(messageId), [askAgain]);
  const everywhere = useCallback((messageId: string) => askAgain(messageId, EVERYTHING), [askAgain]);
  const edit = useCallback(
    (id: string, text: string) => {
      const thread = store.getState().threads[key] ?? [];
      const after = isUnsent(id) ? null : branchOf(thread, key).parents.get(id);
      ask(text, { within: thread.find((message) => message.id === id)?.scope, after: after ?? null });
    },
    [store, key, ask],
  );
  const savePrompt = useCallback((text: string) => composer.current?.savePrompt(text), []);

  const loading = conversationId !== null && messages === undefined && stored.isPending;

  return (
    <section className={styles.view} aria-label={t.layout.main} data-title-below={repeats || undefined}>
      <div ref={box} className={styles.scroll} data-scroller onScroll={onScroll}>
        <div ref={content} className={styles.column}>
          {stored.isError && messages === undefined && (
            <OpenFailed error={stored.error} onRetry={() => void stored.refetch()} onNew={props.onNew} />
          )}
          {loading && <Spinner label={t.app.loading} />}
          {empty && (
            <ChatEmpty
              documents={scopeChoice.options.documents}
              reading={scopeChoice.options.reading}
              onAsk={(text, documentIds) => ask(text, { within: { ...EVERYTHING, documentIds } })}
              onAddFiles={props.onAddFiles}
            />
          )}
          {messages && messages.length > 0 && (
            <BranchContext value={choice}>
              <MessageList
                conversationId={conversationId}
                box={box}
                messages={shown}
                earlier={earlier}
                names={scopeChoice.options.names}
                onCite={cite}
                onAgain={again}
                onEverywhere={everywhere}
                onEdit={edit}
                onSavePrompt={savePrompt}
              />
            </BranchContext>
          )}
          {messages && !live && <FollowUps messages={shown} onAsk={(text) => ask(text)} />}
        </div>
        {away && (
          <div className={styles.latest}>
            <Button small icon="arrowDown" onClick={toEnd}>
              {t.chat.latest}
            </Button>
          </div>
        )}
      </div>
      <StreamAnnouncer message={shown.at(-1)} />
      <Composer
        key={key}
        ref={composer}
        thread={key}
        live={live}
        scopeChoice={scopeChoice}
        first={empty}
        onAddFiles={props.onAddFiles}
        model={model}
        onModel={setModel}
        onAsk={(text) => ask(text)}
        onStop={(id) => store.stop(id)}
      />
    </section>
  );
}
