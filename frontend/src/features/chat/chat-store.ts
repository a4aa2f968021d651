/** Holds the chat's state, gathers what the service pushes, and lets it out once per animation frame. */
import { chatReducer } from '@/features/chat/chat-reducer';
import {
  NEW_THREAD,
  emptyChat,
  isUnsent,
  liveStreams,
  type ChatEvent,
  type ChatState,
  type MessagePage,
} from '@/features/chat/chat-state';
import type { Scope } from '@/features/chat/scope';
import type { ChatSocket } from '@/lib/chat-socket';
import type { AskFrame, Rating, ServerEvent } from '@/types/api';

/** The service accepts within a second of being reached; past this the question counts as lost. */
const ACCEPT_WITHIN = 30_000;
/** A gap or silence this long is asked for again. */
const STALLED_AFTER = 8_000;
const RESUMES_BEFORE_RELOAD = 2;

interface Question {
  text: string;
  conversationId: string | null;
  scope: Scope;
  model: string | null;
  replaces: string | null;
  /** The question that it follows, or its conversation where it begins anew; null for the last question. */
  after?: string | null;
  /** The price that the person has accepted, in US dollars, where one was told. */
  acceptedPrice?: number | undefined;
}

type Page = Pick<MessagePage, 'messages' | 'next_cursor'>;

type Port = Pick<ChatSocket, 'send' | 'onEvent' | 'onState'>;

interface ChatStoreOptions {
  /** Called when a stream stays silent after being resumed: the stored conversation is the way out. */
  onStuck: (conversationId: string) => void;
  /** Called when the first question of a new conversation has got its conversation. */
  onBegun: (conversationId: string) => void;
  frame?: (run: () => void) => void;
}

export class ChatStore {
  #state: ChatState = emptyChat;
  #queue: ChatEvent[] = [];
  #scheduled = false;
  #listeners = new Set<() => void>();
  /** Questions not yet accepted. */
  #asked = new Map<string, { frame: AskFrame; timer: ReturnType<typeof setTimeout> | undefined }>();
  #progress = new Map<string, { seq: number; since: number; resumes: number }>();
  #socket: Port;
  #options: ChatStoreOptions;

  constructor(socket: Port, options: ChatStoreOptions) {
    this.#socket = socket;
    this.#options = options;
  }

  /** Listens to the socket until the returned function is called. */
  start = (): (() => void) => {
    const offEvent = this.#socket.onEvent((event) => this.#receive(event));
    const offState = this.#socket.onState((state) => {
      if (state === 'open') this.#catchUp();
      else for (const { timer } of this.#asked.values()) clearTimeout(timer);
    });
    const watch = setInterval(() => this.#watch(), 2_000);
    return () => {
      offEvent();
      offState();
      clearInterval(watch);
      this.#asked.forEach(({ timer }) => clearTimeout(timer));
    };
  };

  getState = (): ChatState => this.#state;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** What happens in the page shows at once. */
  dispatch(...events: ChatEvent[]): void {
    const queued = this.#queue;
    this.#queue = [];
    const next = [...queued, ...events].reduce(chatReducer, this.#state);
    if (next === this.#state) return;
    this.#state = next;
    for (const listener of this.#listeners) listener();
  }

  /** Without a connection the question waits for the next one. */
  ask(question: Question): void {
    const requestId = crypto.randomUUID();
    this.dispatch({
      type: 'asked',
      request_id: requestId,
      conversation_id: question.conversationId,
      text: question.text,
      scope: question.scope,
      at: new Date().toISOString(),
      replaces: question.replaces,
      after: question.after ?? null,
    });
    const frame = askFrame(requestId, question);
    this.#asked.set(requestId, { frame, timer: undefined });
    this.#deliver(requestId);
  }

  /** Sends a question; it counts as lost when it is sent and not accepted, however long it waited before. */
  #deliver(requestId: string): void {
    const asked = this.#asked.get(requestId);
    if (!asked || !this.#socket.send(asked.frame)) return;
    clearTimeout(asked.timer);
    asked.timer = setTimeout(() => this.#undelivered(requestId), ACCEPT_WITHIN);
  }

  /** Takes in a stored conversation and follows the answers that still stream. */
  open(conversationId: string, { messages, next_cursor }: Page): void {
    this.dispatch({ type: 'opened', conversation_id: conversationId, messages, next_cursor });
    this.#follow(conversationId);
  }

  /** Takes in the page before what is known of a conversation, which was read by the cursor `at`. */
  openEarlier(conversationId: string, at: string, { messages, next_cursor }: Page): void {
    this.dispatch({ type: 'earlier', conversation_id: conversationId, at, messages, next_cursor });
    this.#follow(conversationId);
  }

  #follow(conversationId: string): void {
    for (const { messageId, afterSeq } of liveStreams(this.#state)) {
      if (afterSeq === 0 && this.#state.streams[messageId]?.thread === conversationId) this.resume(messageId);
    }
  }

  stop(messageId: string): void {
    // One that has not been accepted has no answer to stop: it is not sent, or not sent again.
    const requestId = messageId.startsWith('a:') ? messageId.slice(2) : null;
    if (requestId !== null) return this.#undelivered(requestId);
    if (this.#socket.send({ action: 'stop', message_id: messageId })) {
      this.dispatch({ type: 'stopping', message_id: messageId });
    }
  }

  rate(messageId: string, rating: Rating | null): void {
    this.dispatch({ type: 'rated', message_id: messageId, rating });
  }

  #receive(event: ServerEvent): void {
    if (!isChatEvent(event)) return;
    if (event.type === 'accepted' || event.type === 'error') this.#settle(event.request_id);
    if (event.type === 'accepted') return this.#accepted(event);
    this.#queue.push(event);
    if (this.#scheduled) return;
    this.#scheduled = true;
    (this.#options.frame ?? nextFrame)(() => {
      this.#scheduled = false;
      this.dispatch();
    });
  }

  #accepted(event: Extract<ServerEvent, { type: 'accepted' }>): void {
    const begins = this.#state.pending[event.request_id] === NEW_THREAD;
    this.dispatch(event);
    if (begins) this.#options.onBegun(event.conversation_id);
  }

  #settle(requestId: string | null): void {
    if (requestId === null) return;
    clearTimeout(this.#asked.get(requestId)?.timer);
    this.#asked.delete(requestId);
  }

  #undelivered(requestId: string): void {
    this.#settle(requestId);
    this.dispatch({
      type: 'undelivered',
      request_id: requestId,
      error: { code: 'not_delivered', message: '', retryable: true },
    });
  }

  /** After a lost connection. A question sent twice is answered once: the service recognizes its request id. */
  #catchUp(): void {
    this.dispatch();
    for (const requestId of this.#asked.keys()) this.#deliver(requestId);
    for (const stream of liveStreams(this.#state)) this.resume(stream.messageId);
  }

  resume(messageId: string): void {
    const stream = this.#state.streams[messageId];
    if (!stream || stream.ended) return;
    this.#socket.send({ action: 'resume', message_id: messageId, after_seq: stream.lastSeq });
  }

  /** Looks for streams that do not move: first asks for what is missing, then gives up on the socket. */
  #watch(): void {
    const now = Date.now();
    const live = liveStreams(this.#state);
    const ids = new Set(live.map((stream) => stream.messageId));
    for (const id of this.#progress.keys()) if (!ids.has(id)) this.#progress.delete(id);
    for (const { messageId, afterSeq } of live) {
      const progress = this.#progress.get(messageId);
      if (!progress || progress.seq !== afterSeq) {
        this.#progress.set(messageId, { seq: afterSeq, since: now, resumes: 0 });
      } else if (now - progress.since > STALLED_AFTER * 2 ** progress.resumes) {
        this.#unstick(messageId, { seq: afterSeq, since: now, resumes: progress.resumes + 1 });
      }
    }
  }

  #unstick(messageId: string, progress: { seq: number; since: number; resumes: number }): void {
    this.#progress.set(messageId, progress);
    this.resume(messageId);
    const thread = this.#state.streams[messageId]?.thread;
    if (progress.resumes > RESUMES_BEFORE_RELOAD && thread) this.#options.onStuck(thread);
  }
}

type ServerChatEvent = Extract<ServerEvent, ChatEvent>;

function isChatEvent(event: ServerEvent): event is ServerChatEvent {
  return !['document', 'conversation', 'renewed', 'pong'].includes(event.type);
}

function askFrame(requestId: string, question: Question): AskFrame {
  const { documentIds, tags, collectionIds } = question.scope;
  return {
    action: 'ask',
    request_id: requestId,
    text: question.text,
    ...(question.conversationId ? { conversation_id: question.conversationId } : {}),
    ...(documentIds.length > 0 ? { document_ids: [...documentIds] } : {}),
    ...(tags.length > 0 ? { tags: [...tags] } : {}),
    ...(collectionIds.length > 0 ? { collection_ids: [...collectionIds] } : {}),
    ...(question.model ? { model: question.model } : {}),
    ...(question.after ? { after: question.after } : {}),
    // An answer that never began has nothing to be replaced.
    ...(question.acceptedPrice === undefined ? {} : { accept_price: question.acceptedPrice }),
    ...(question.replaces && !isUnsent(question.replaces) ? { regenerate_of: question.replaces } : {}),
  };
}

/** A hidden tab draws no frames, and must not fall behind for that. */
function nextFrame(run: () => void): void {
  if (document.visibilityState === 'hidden') setTimeout(run, 250);
  else requestAnimationFrame(run);
}
