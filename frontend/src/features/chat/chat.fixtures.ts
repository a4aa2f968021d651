/** Events and states of a chat, for tests. */
import { chatReducer } from '@/features/chat/chat-reducer';
import { emptyChat, type ChatEvent, type ChatMessage, type ChatState } from '@/features/chat/chat-state';
import type { DoneMessage, Message, Passage } from '@/types/api';

export function fold(events: readonly ChatEvent[], from: ChatState = emptyChat): ChatState {
  return events.reduce(chatReducer, from);
}

export function passage(n: number, text: string | undefined = `text ${n}`): Passage {
  const fields = {
    document_id: 'd',
    filename: 'a.pdf',
    ordinal: n,
    page: n,
    heading: [],
    start: 0,
    end: 6,
    score: 1,
  };
  return { id: `p${n}`, ...fields, ...(text === undefined ? {} : { text }) };
}

export function stored(fields: Partial<Message> & { id: string }): Message {
  return {
    conversation_id: 'c1',
    role: 'assistant',
    text: '',
    status: 'complete',
    sources: [],
    citations: [],
    model: null,
    usage: null,
    timings_ms: null,
    created_at: '2026-01-01T00:00:00Z',
    feedback: null,
    ...fields,
  };
}

export const asked: Extract<ChatEvent, { type: 'asked' }> = {
  type: 'asked',
  request_id: 'r1',
  conversation_id: null,
  text: 'Why?',
  scope: { documentIds: [], tags: [], collectionIds: [] },
  at: '2026-01-01T00:00:00Z',
  replaces: null,
};
export const accepted: Extract<ChatEvent, { type: 'accepted' }> = {
  type: 'accepted',
  request_id: 'r1',
  conversation_id: 'c1',
  user_message_id: 'm1',
  message_id: 'm2',
};
export const stage = (seq: number): ChatEvent => ({
  type: 'stage',
  message_id: 'm2',
  seq,
  stage: 'searching',
});
export const delta = (seq: number, text: string): ChatEvent => ({
  type: 'delta',
  message_id: 'm2',
  seq,
  text,
});
export const sources = (seq: number, ...passages: Passage[]): ChatEvent => ({
  type: 'sources',
  message_id: 'm2',
  seq,
  passages,
});
export const done = (seq: number, fields: Partial<DoneMessage> = {}): ChatEvent => ({
  type: 'done',
  message_id: 'm2',
  seq,
  message: { ...stored({ id: 'm2', text: 'Because.', sources: [passage(1, undefined)] }), ...fields },
});
export const failed = (seq: number): ChatEvent => ({
  type: 'failed',
  message_id: 'm2',
  seq,
  error: { code: 'model_busy', message: 'Busy.', retryable: true },
});

/** The last message of a thread. */
export const answer = (state: ChatState, thread = 'c1'): ChatMessage | undefined =>
  state.threads[thread]?.at(-1);
/** A question that the service has accepted. */
export const begun = fold([asked, accepted]);
