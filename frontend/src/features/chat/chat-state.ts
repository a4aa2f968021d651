/** The state of the page's conversations, and small steps from one state to the next. */
import { EVERYTHING, type Scope } from '@/features/chat/scope';
import type {
  AnswerNotice,
  AnswerStep,
  ApiProblem,
  Citation,
  Evidence,
  Message,
  Passage,
  PriceEstimate,
  Rating,
  ServerEvent,
  Stage,
  StreamEvent,
  Usage,
} from '@/types/api';

/** `sending`: asked, not yet accepted. `stopping`: streaming, and a stop is on its way. */
type ChatMessageStatus = 'sending' | 'streaming' | 'stopping' | 'complete' | 'stopped' | 'failed';

export interface ChatMessage {
  id: string;
  role: 'user' | 'assistant';
  text: string;
  /** Where in the text (code points) its markers `[n]` begin; null where every `[n]` is one. */
  markers: readonly number[] | null;
  status: ChatMessageStatus;
  stage: Stage | null;
  sources: readonly Passage[];
  citations: readonly Citation[];
  model: string | null;
  usage: Usage | null;
  timings: Readonly<Record<string, number>>;
  createdAt: string;
  rating: Rating | null;
  error: ApiProblem | null;
  /** Null until the search has said it. */
  evidence: Evidence | null;
  /** Set where the answer was cut short. */
  notice: AnswerNotice | null;
  /** Set where the answer waits for the person to accept its price. */
  estimate: PriceEstimate | null;
  /** What the answer did beyond one search, in order. */
  steps: readonly AnswerStep[];
  /** What a question was asked in, and what its answer searched. */
  scope: Scope;
  /** The question that an answer is to, and the one that a question follows, where that is told. */
  replyTo: string | null;
  after: string | null;
  /** The answers to the same question that were made before this one, oldest first. */
  earlier: readonly ChatMessage[];
}

/** One answer's stream: the last event applied, and the events that came too early. */
export interface Stream {
  thread: string | null;
  lastSeq: number;
  early: Readonly<Record<number, StreamEvent>>;
  ended: boolean;
}

export interface ChatState {
  /** By conversation id, and NEW_THREAD for the one that has no id yet. */
  threads: Readonly<Record<string, readonly ChatMessage[]>>;
  /** Questions sent and not yet accepted: request id to thread. */
  pending: Readonly<Record<string, string>>;
  streams: Readonly<Record<string, Stream>>;
  /** Where the messages before those of a thread are read; nothing where there are none. */
  cursors: Readonly<Record<string, string>>;
  /** What the next question of a thread searches, where a person has chosen it since the last one. */
  scopes: Readonly<Record<string, Scope>>;
}

export const NEW_THREAD = 'new';

export const emptyChat: ChatState = { threads: {}, pending: {}, streams: {}, cursors: {}, scopes: {} };

/** A page of a stored conversation, oldest first. */
export interface MessagePage {
  conversation_id: string;
  messages: readonly Message[];
  next_cursor?: string | null | undefined;
}

/** All that can change the chat: what the service pushes, and what happens in the page. */
export type ChatEvent =
  | Exclude<ServerEvent, { type: 'document' | 'conversation' | 'renewed' | 'pong' }>
  | ({ type: 'opened' } & MessagePage)
  /** The page before what is known; `at` is the cursor that it was read by. */
  | ({ type: 'earlier'; at: string } & MessagePage)
  | {
      type: 'asked';
      request_id: string;
      conversation_id: string | null;
      text: string;
      scope: Scope;
      at: string;
      /** The answer that this one takes the place of. */
      replaces: string | null;
      /** What the question follows, where it is not the last one. */
      after?: string | null;
    }
  | { type: 'undelivered'; request_id: string; error: ApiProblem }
  | { type: 'stopping'; message_id: string }
  | { type: 'rated'; message_id: string; rating: Rating | null }
  | { type: 'scoped'; thread: string; scope: Scope }
  | { type: 'new-thread' };

export function isLive(message: ChatMessage): boolean {
  return message.status === 'sending' || message.status === 'streaming' || message.status === 'stopping';
}

/** Messages have ids of the page's own until the service has taken the question: q: and a: with the request's id. */
export function isUnsent(messageId: string): boolean {
  return messageId.startsWith('q:') || messageId.startsWith('a:');
}

/** The question that an answer is to. */
export function questionOf(messages: readonly ChatMessage[], answerId: string): ChatMessage | undefined {
  const at = messages.findIndex(({ id }) => id === answerId);
  const asked = messages[at]?.replyTo;
  const isIts = ({ id, role }: ChatMessage) => (asked ? id === asked : role === 'user');
  return messages.slice(0, Math.max(0, at)).findLast(isIts);
}

/** What the next question of a thread searches: what was chosen for it, else what the last one searched. */
export function scopeOf(state: ChatState, thread: string): Scope {
  return state.scopes[thread] ?? state.threads[thread]?.at(-1)?.scope ?? EVERYTHING;
}

/** The streams that a new connection must take up again. */
export function liveStreams(state: ChatState): { messageId: string; afterSeq: number }[] {
  return Object.entries(state.streams)
    .filter(([, stream]) => stream.thread !== null && !stream.ended)
    .map(([messageId, stream]) => ({ messageId, afterSeq: stream.lastSeq }));
}

export function fromApi(message: Message): ChatMessage {
  return {
    id: message.id,
    role: message.role,
    text: message.text,
    markers: message.markers ?? null,
    status: message.status,
    stage: null,
    sources: message.sources,
    citations: message.citations,
    model: message.model,
    usage: message.usage,
    timings: message.timings_ms ?? {},
    createdAt: message.created_at,
    rating: message.feedback?.rating ?? null,
    error: message.error ?? null,
    evidence: message.evidence ?? null,
    notice: message.notice ?? null,
    estimate: message.estimate ?? null,
    steps: message.steps ?? [],
    scope: {
      documentIds: message.document_ids ?? [],
      tags: message.tags ?? [],
      collectionIds: message.collection_ids ?? [],
    },
    replyTo: message.reply_to ?? null,
    after: message.after ?? null,
    earlier: [],
  };
}

export function blankMessage(
  role: ChatMessage['role'],
  fields: Partial<ChatMessage> & { id: string },
): ChatMessage {
  return {
    role,
    text: '',
    markers: null,
    status: 'complete',
    stage: null,
    sources: [],
    citations: [],
    model: null,
    usage: null,
    timings: {},
    createdAt: '',
    rating: null,
    error: null,
    evidence: null,
    notice: null,
    estimate: null,
    steps: [],
    scope: EVERYTHING,
    replyTo: null,
    after: null,
    earlier: [],
    ...fields,
  };
}

/** Changes a message wherever it stands, or in one thread. */
export function changeMessage(
  state: ChatState,
  id: string,
  change: (message: ChatMessage) => ChatMessage,
  inThread?: string,
): ChatState {
  const keys = inThread ? [inThread] : Object.keys(state.threads);
  const key = keys.find((candidate) => state.threads[candidate]?.findLast((message) => holds(message, id)));
  if (key === undefined) return state;
  const messages = state.threads[key] ?? [];
  // What changes mostly stands at the end, as an answer that streams does.
  const at = messages.findLastIndex((message) => holds(message, id));
  const [message] = messages.slice(at);
  return message ? withThread(state, key, messages.with(at, changed(message, id, change))) : state;
}

function holds(message: ChatMessage, id: string): boolean {
  return message.id === id || message.earlier.some((answer) => answer.id === id);
}

function changed(
  message: ChatMessage,
  id: string,
  change: (message: ChatMessage) => ChatMessage,
): ChatMessage {
  if (message.id === id) return change(message);
  if (!holds(message, id)) return message;
  return { ...message, earlier: message.earlier.map((answer) => changed(answer, id, change)) };
}

/** An answer in the place of another, which stays as an earlier one; of an answer without a word nothing does. */
export function inPlaceOf(old: ChatMessage | undefined, answer: ChatMessage): ChatMessage {
  if (!old) return answer;
  const earlier = old.text === '' ? old.earlier : [...old.earlier, { ...old, earlier: [] }];
  return { ...answer, earlier };
}

export function withThread(state: ChatState, key: string, messages: readonly ChatMessage[]): ChatState {
  return { ...state, threads: { ...state.threads, [key]: messages } };
}

export function withCursor(state: ChatState, key: string, cursor: string | null | undefined): ChatState {
  if (cursor == null) return { ...state, cursors: without(state.cursors, key) };
  return { ...state, cursors: { ...state.cursors, [key]: cursor } };
}

export function withStream(state: ChatState, messageId: string, stream: Stream): ChatState {
  return { ...state, streams: { ...state.streams, [messageId]: stream } };
}

export function without<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([other]) => other !== key));
}
