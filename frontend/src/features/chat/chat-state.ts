/** What the page knows of its conversations while they stream. */
import type {
  AnswerNotice,
  ApiProblem,
  Citation,
  Evidence,
  Message,
  Passage,
  Rating,
  ServerEvent,
  Stage,
  StreamEvent,
  Usage,
} from '@/types/api';

/** `sending`: asked, not yet accepted. `stopping`: streaming, and a stop is on its way. */
export type ChatMessageStatus = 'sending' | 'streaming' | 'stopping' | 'complete' | 'stopped' | 'failed';

export interface ChatMessage {
  id: string;
  role: 'user' | 'assistant';
  text: string;
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
}

/** One answer's stream: what has been applied, and what came too early. */
export interface Stream {
  thread: string | null;
  lastSeq: number;
  held: Readonly<Record<number, StreamEvent>>;
  ended: boolean;
}

export interface ChatState {
  /** By conversation id, and NEW_THREAD for the one that has no id yet. */
  threads: Readonly<Record<string, readonly ChatMessage[]>>;
  /** Questions sent and not yet accepted: request id to thread. */
  pending: Readonly<Record<string, string>>;
  streams: Readonly<Record<string, Stream>>;
}

export const NEW_THREAD = 'new';

export const emptyChat: ChatState = { threads: {}, pending: {}, streams: {} };

/** All that can change the chat: what the service pushes, and what happens in the page. */
export type ChatEvent =
  | Exclude<ServerEvent, { type: 'document' | 'conversation' | 'renewed' | 'pong' }>
  | { type: 'opened'; conversation_id: string; messages: readonly Message[] }
  | {
      type: 'asked';
      request_id: string;
      conversation_id: string | null;
      text: string;
      at: string;
      /** The answer that this one takes the place of. */
      replaces: string | null;
    }
  | { type: 'undelivered'; request_id: string; error: ApiProblem }
  | { type: 'stopping'; message_id: string }
  | { type: 'rated'; message_id: string; rating: Rating | null }
  | { type: 'new-thread' };

export function isLive(message: ChatMessage): boolean {
  return message.status === 'sending' || message.status === 'streaming' || message.status === 'stopping';
}

/** Messages have ids of the page's own until the service has taken the question: q: and a: with the request's id. */
export function isUnsent(messageId: string): boolean {
  return messageId.startsWith('q:') || messageId.startsWith('a:');
}

/** The text of the question that an answer stands below. */
export function questionOf(messages: readonly ChatMessage[], answerId: string): string {
  const at = messages.findIndex(({ id }) => id === answerId);
  return messages.slice(0, Math.max(0, at)).findLast(({ role }) => role === 'user')?.text ?? '';
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
  };
}

export function blankMessage(
  role: ChatMessage['role'],
  fields: Partial<ChatMessage> & { id: string },
): ChatMessage {
  return {
    role,
    text: '',
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
    ...fields,
  };
}
