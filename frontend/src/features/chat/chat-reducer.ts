/** One pure function folds everything that happens to a chat. */
import {
  NEW_THREAD,
  blankMessage,
  fromApi,
  isLive,
  isUnsent,
  type ChatEvent,
  type ChatMessage,
  type ChatState,
  type Stream,
} from '@/features/chat/chat-state';
import type { DoneMessage, Message, Passage, StreamEvent } from '@/types/api';

/** As many conversations stay in memory besides those in which something streams. */
const THREADS_KEPT = 8;

/** Streams of other tabs whose `accepted` never comes here: the newest few are kept, in case it is only late. */
const STRAYS_KEPT = 8;

type Of<T extends ChatEvent['type']> = Extract<ChatEvent, { type: T }>;

export function chatReducer(state: ChatState, event: ChatEvent): ChatState {
  switch (event.type) {
    case 'asked':
      return asked(state, event);
    case 'accepted':
      return accepted(state, event);
    case 'stage':
    case 'sources':
    case 'delta':
    case 'done':
    case 'failed':
      return streamed(state, event);
    case 'opened':
      return opened(state, event);
    case 'undelivered':
      return refused(state, event.request_id, event.error);
    case 'error':
      return event.request_id === null ? state : refused(state, event.request_id, event.error);
    case 'stopping':
      return changeMessage(state, event.message_id, (m) => (isLive(m) ? { ...m, status: 'stopping' } : m));
    case 'rated':
      return changeMessage(state, event.message_id, (m) => ({ ...m, rating: event.rating }));
    case 'new-thread':
      return withThread(state, NEW_THREAD, []);
  }
}

function asked(state: ChatState, event: Of<'asked'>): ChatState {
  const key = event.conversation_id ?? NEW_THREAD;
  const thread = (state.threads[key] ?? []).filter((message) => message.id !== event.replaces);
  const question = blankMessage('user', {
    id: `q:${event.request_id}`,
    text: event.text,
    createdAt: event.at,
  });
  const answer = blankMessage('assistant', {
    id: `a:${event.request_id}`,
    status: 'sending',
    createdAt: event.at,
  });
  // When an answer is replaced its question stands already.
  const messages = event.replaces === null ? [...thread, question, answer] : [...thread, answer];
  return {
    ...withThread(state, key, messages),
    pending: { ...state.pending, [event.request_id]: key },
  };
}

function accepted(state: ChatState, event: Of<'accepted'>): ChatState {
  const key = state.pending[event.request_id];
  if (key === undefined) return state;
  const pending = without(state.pending, event.request_id);
  const thread = state.threads[key] ?? [];
  const answerAt = thread.findIndex(({ id }) => id === `a:${event.request_id}`);
  const messages = thread.map((message, index): ChatMessage => {
    if (index === answerAt) return { ...message, id: event.message_id, status: 'streaming' };
    // A question asked anew after it got lost still has the id of its first try.
    const itsQuestion = index === answerAt - 1 && isUnsent(message.id);
    return itsQuestion ? { ...message, id: event.user_message_id } : message;
  });
  const others = key === NEW_THREAD ? without(state.threads, NEW_THREAD) : state.threads;
  const threads = { ...others, [event.conversation_id]: messages };
  return attach({ ...state, threads, pending }, event.message_id, event.conversation_id);
}

/** A question that was refused, or never arrived: its answer fails where it stands. */
function refused(state: ChatState, requestId: string, error: ChatMessage['error']): ChatState {
  const key = state.pending[requestId];
  if (key === undefined) return state;
  const pending = without(state.pending, requestId);
  return changeMessage({ ...state, pending }, `a:${requestId}`, (m) => ({ ...m, status: 'failed', error }));
}

/** The stored conversation is the truth, but for what this page follows live and what is newer than the store's answer. */
function opened(state: ChatState, event: Of<'opened'>): ChatState {
  const key = event.conversation_id;
  const local = new Map(state.threads[key]?.map((message) => [message.id, message]));
  const stored = event.messages.map((message) => {
    const mine = local.get(message.id);
    if (!isStreaming(message)) return mine && isSame(mine, message) ? mine : fromApi(message);
    // Its text so far is tied to no seq: without a stream of our own it is told again from the first event.
    return mine && state.streams[message.id]
      ? mine
      : { ...fromApi(message), text: '', sources: [], citations: [] };
  });
  const last = event.messages.reduce((max, message) => (message.id > max ? message.id : max), '');
  const ids = new Set(stored.map((message) => message.id));
  const newer = [...local.values()].filter(({ id }) => !ids.has(id) && (isUnsent(id) || id > last));
  const next = dropThreads(withThread(state, key, lastAnswers([...stored, ...newer])), key);
  return event.messages
    .filter((message) => message.role === 'assistant')
    .reduce((into, message) => {
      if (!isStreaming(message)) return withStream(into, message.id, endedStream(key));
      return local.has(message.id) ? into : attach(withFreshStream(into, message.id), message.id, key);
    }, next);
}

/** An ended message changes in its rating alone; keeping the object that is drawn spares drawing it anew. */
function isSame(mine: ChatMessage, stored: Message): boolean {
  return (
    mine.status === stored.status &&
    mine.text === stored.text &&
    mine.rating === (stored.feedback?.rating ?? null) &&
    mine.citations.length === stored.citations.length &&
    mine.sources.length === stored.sources.length
  );
}

/** A question may have been answered again: the last answer counts. */
function lastAnswers(messages: readonly ChatMessage[]): ChatMessage[] {
  return messages.filter(
    ({ role }, index) => !(role === 'assistant' && messages[index + 1]?.role === 'assistant'),
  );
}

function isStreaming(message: Message): boolean {
  return message.role === 'assistant' && message.status === 'streaming';
}

/** From now on the stream belongs to a thread; what was held for it is applied. */
function attach(state: ChatState, messageId: string, thread: string): ChatState {
  const stream = state.streams[messageId] ?? freshStream();
  return drain(withStream(state, messageId, { ...stream, thread }), messageId);
}

function streamed(state: ChatState, event: StreamEvent): ChatState {
  const stream = state.streams[event.message_id] ?? freshStream();
  if (stream.ended || event.seq <= stream.lastSeq || event.seq in stream.held) return state;
  const held = { ...stream.held, [event.seq]: event };
  const next = withStream(state, event.message_id, { ...stream, held });
  return stream.thread === null ? dropStrays(next) : drain(next, event.message_id);
}

/** Applies what is held, strictly in order, up to the first gap. */
function drain(state: ChatState, messageId: string): ChatState {
  const stream = state.streams[messageId];
  if (!stream?.thread) return state;
  const ready: StreamEvent[] = [];
  let lastSeq = stream.lastSeq;
  for (let event = stream.held[lastSeq + 1]; event; event = stream.held[lastSeq + 1]) {
    ready.push(event);
    lastSeq++;
  }
  if (ready.length === 0) return state;
  const held = Object.fromEntries(Object.entries(stream.held).filter(([seq]) => Number(seq) > lastSeq));
  const ended = ready.some((event) => event.type === 'done' || event.type === 'failed');
  const next: Stream = ended ? endedStream(stream.thread) : { ...stream, held, lastSeq };
  return changeMessage(
    withStream(state, messageId, next),
    messageId,
    (m) => ready.reduce(applyEvent, m),
    stream.thread,
  );
}

function applyEvent(message: ChatMessage, event: StreamEvent): ChatMessage {
  switch (event.type) {
    case 'stage':
      return { ...message, stage: event.stage };
    case 'sources':
      return {
        ...message,
        sources: placeSources(message.sources, event.passages, event.first ?? 1),
        evidence: event.evidence ?? message.evidence,
      };
    case 'delta':
      return { ...message, text: message.text + event.text };
    case 'done':
      return { ...fromApi(whole(event.message, message)), id: message.id };
    case 'failed':
      return { ...message, status: 'failed', error: event.error };
  }
}

/** Long lists of sources come in several frames, each saying the place (from 1) of its first. */
function placeSources(
  old: readonly Passage[],
  passages: readonly Passage[],
  first: number,
): readonly Passage[] {
  return [...old.slice(0, first - 1), ...passages, ...old.slice(first - 1 + passages.length)];
}

/** The message of a stream's end, with what its frame leaves out: that came before, or stands in what came before. */
function whole(done: DoneMessage, told: ChatMessage): Message {
  const sources = [...withTexts(done.sources ?? [], told.sources)];
  const citations = (done.citations ?? []).map((citation) => ({
    ...citation,
    quote: citation.quote ?? quoted(citation, sources[citation.n - 1]),
  }));
  return { ...done, text: done.text ?? told.text, sources, citations };
}

/** Places count code points, as the service does, not the halves of letters that JavaScript counts. */
function quoted(place: { quote_start: number; quote_end: number }, source: Passage | undefined): string {
  const text = Array.from(source?.text ?? '');
  const start = source?.start ?? 0;
  return text.slice(place.quote_start - start, place.quote_end - start).join('');
}

/** The end of a stream leaves out the sources' texts, which came before. */
function withTexts(final: readonly Passage[], before: readonly Passage[]): readonly Passage[] {
  if (final.length === 0) return before;
  const texts = new Map(before.map((passage) => [passage.id, passage.text]));
  return final.map((passage) => {
    const text = passage.text ?? texts.get(passage.id);
    return text === undefined ? passage : { ...passage, text };
  });
}

function changeMessage(
  state: ChatState,
  id: string,
  change: (message: ChatMessage) => ChatMessage,
  inThread?: string,
): ChatState {
  const keys = inThread ? [inThread] : Object.keys(state.threads);
  const key = keys.find((candidate) => state.threads[candidate]?.some((message) => message.id === id));
  if (key === undefined) return state;
  const messages = (state.threads[key] ?? []).map((message) =>
    message.id === id ? change(message) : message,
  );
  return withThread(state, key, messages);
}

function withThread(state: ChatState, key: string, messages: readonly ChatMessage[]): ChatState {
  return { ...state, threads: { ...state.threads, [key]: messages } };
}

function withStream(state: ChatState, messageId: string, stream: Stream): ChatState {
  return { ...state, streams: { ...state.streams, [messageId]: stream } };
}

function freshStream(): Stream {
  return { thread: null, lastSeq: 0, held: {}, ended: false };
}

/** Forgets what was applied of a stream, as there is no message that holds it; what is held may still be of use. */
function withFreshStream(state: ChatState, messageId: string): ChatState {
  const held = state.streams[messageId]?.held ?? {};
  return withStream(state, messageId, { ...freshStream(), held });
}

function endedStream(thread: string): Stream {
  return { thread, lastSeq: 0, held: {}, ended: true };
}

/** Forgets the conversations opened longest ago: they can be read again. */
function dropThreads(state: ChatState, current: string): ChatState {
  const threads = { ...without(state.threads, current), [current]: state.threads[current] ?? [] };
  const idle = Object.keys(threads).filter(
    (key) => key !== current && key !== NEW_THREAD && !threads[key]?.some(isLive),
  );
  const dropped = new Set(idle.slice(0, Math.max(0, idle.length - THREADS_KEPT)));
  const stays = (key: string | null) => key === null || !dropped.has(key);
  return {
    ...state,
    threads: Object.fromEntries(Object.entries(threads).filter(([key]) => stays(key))),
    streams: Object.fromEntries(Object.entries(state.streams).filter(([, { thread }]) => stays(thread))),
  };
}

function dropStrays(state: ChatState): ChatState {
  const strays = Object.keys(state.streams).filter((id) => state.streams[id]?.thread === null);
  if (strays.length <= STRAYS_KEPT) return state;
  const dropped = new Set(strays.slice(0, -STRAYS_KEPT));
  return {
    ...state,
    streams: Object.fromEntries(Object.entries(state.streams).filter(([id]) => !dropped.has(id))),
  };
}

function without<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([other]) => other !== key));
}
