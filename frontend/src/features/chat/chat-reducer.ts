/** One pure function folds everything that happens to a chat. */
import {
  NEW_THREAD,
  blankMessage,
  changeMessage,
  fromApi,
  inPlaceOf,
  isLive,
  isUnsent,
  withCursor,
  withThread,
  without,
  type ChatEvent,
  type ChatMessage,
  type ChatState,
  type MessagePage,
} from '@/features/chat/chat-state';
import { attach, endedStream, streamed, withFreshStream } from '@/features/chat/chat-streams';
import type { Message } from '@/types/api';

/** Number of conversations kept in memory, besides those in which an answer streams. */
const THREADS_KEPT = 8;

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
    case 'earlier':
      return earlier(state, event);
    case 'undelivered':
      return refused(state, event.request_id, event.error);
    case 'error':
      return event.request_id === null ? state : refused(state, event.request_id, event.error);
    case 'stopping':
      return changeMessage(state, event.message_id, (m) => (isLive(m) ? { ...m, status: 'stopping' } : m));
    case 'rated':
      return changeMessage(state, event.message_id, (m) => ({ ...m, rating: event.rating }));
    case 'scoped':
      return { ...state, scopes: { ...state.scopes, [event.thread]: event.scope } };
    case 'new-thread':
      return { ...withThread(state, NEW_THREAD, []), scopes: without(state.scopes, NEW_THREAD) };
  }
}

function asked(state: ChatState, event: Of<'asked'>): ChatState {
  const key = event.conversation_id ?? NEW_THREAD;
  const before = state.threads[key] ?? [];
  const replaced = before.find((message) => message.id === event.replaces);
  const thread = before.filter((message) => message !== replaced);
  const question = blankMessage('user', {
    id: `q:${event.request_id}`,
    text: event.text,
    scope: event.scope,
    createdAt: event.at,
    after: event.after ?? null,
  });
  const blank = blankMessage('assistant', {
    id: `a:${event.request_id}`,
    status: 'sending',
    scope: event.scope,
    createdAt: event.at,
    replyTo: event.replaces === null ? question.id : (replaced?.replyTo ?? null),
  });
  const answer = inPlaceOf(replaced, blank);
  // When an answer is replaced its question stands already.
  const messages = event.replaces === null ? [...thread, question, answer] : [...thread, answer];
  return {
    ...withThread(state, key, messages),
    pending: { ...state.pending, [event.request_id]: key },
    scopes: without(state.scopes, key),
  };
}

function accepted(state: ChatState, event: Of<'accepted'>): ChatState {
  const key = state.pending[event.request_id];
  if (key === undefined) return state;
  const pending = without(state.pending, event.request_id);
  const thread = state.threads[key] ?? [];
  const answerAt = thread.findIndex(({ id }) => id === `a:${event.request_id}`);
  const messages = thread.map((message, index): ChatMessage => {
    if (index === answerAt) {
      return { ...message, id: event.message_id, replyTo: event.user_message_id, status: 'streaming' };
    }
    // A question asked anew after it got lost still has the id of its first try.
    const itsQuestion = index === answerAt - 1 && isUnsent(message.id);
    return itsQuestion ? { ...message, id: event.user_message_id } : message;
  });
  const others = key === NEW_THREAD ? without(state.threads, NEW_THREAD) : state.threads;
  const threads = { ...others, [event.conversation_id]: messages };
  return attach({ ...state, threads, pending }, event.message_id, event.conversation_id);
}

/** Fails the answer of a question that was refused or never arrived. */
function refused(state: ChatState, requestId: string, error: ChatMessage['error']): ChatState {
  const key = state.pending[requestId];
  if (key === undefined) return state;
  const pending = without(state.pending, requestId);
  return changeMessage({ ...state, pending }, `a:${requestId}`, (m) => ({ ...m, status: 'failed', error }));
}

/**
 * The newest stored messages count, except for answers that stream here, and messages newer or older than the page.
 * The older ones are let go where the page does not reach them: nobody knows what lies between.
 */
function opened(state: ChatState, event: Of<'opened'>): ChatState {
  const key = event.conversation_id;
  const local = state.threads[key] ?? [];
  const last = event.messages.reduce((max, message) => (message.id > max ? message.id : max), '');
  const ids = new Set(event.messages.map((message) => message.id));
  const newer = local.filter(({ id }) => !ids.has(id) && (isUnsent(id) || id > last));
  const older = reached(event, local);
  const stored = read(state, local, event.messages);
  const shown = withThread(state, key, lastAnswers([...older, ...stored, ...newer]));
  const next = dropThreads(older.length > 0 ? shown : withCursor(shown, key, event.next_cursor), key);
  return followed(next, local, event);
}

/** Stored messages as they are drawn: those that are drawn already stay the same objects. */
function read(state: ChatState, local: readonly ChatMessage[], messages: readonly Message[]): ChatMessage[] {
  const known = new Map(local.map((message) => [message.id, message]));
  return messages.map((message) => {
    const mine = known.get(message.id);
    if (!isStreaming(message)) return mine && isSame(mine, message) ? mine : fromApi(message);
    // The stored text belongs to no seq: without a stream of its own the answer is read again from the first event.
    return mine && state.streams[message.id]
      ? mine
      : { ...fromApi(message), text: '', markers: null, sources: [], citations: [], steps: [] };
  });
}

/** Ends the streams of the answers of a page that have ended, and begins those of the others. */
function followed(state: ChatState, local: readonly ChatMessage[], page: MessagePage): ChatState {
  const key = page.conversation_id;
  const known = new Set(local.map(({ id }) => id));
  const answers = page.messages.filter(({ role }) => role === 'assistant');
  const ended = answers.filter((message) => !isStreaming(message));
  const streams = Object.fromEntries(ended.map(({ id }) => [id, endedStream(key)]));
  return answers
    .filter((message) => isStreaming(message) && !known.has(message.id))
    .reduce((into, { id }) => attach(withFreshStream(into, id), id, key), {
      ...state,
      streams: { ...state.streams, ...streams },
    });
}

/** The messages before a page, if the page has one of those that follow them, or has all. */
function reached({ messages, next_cursor }: MessagePage, local: readonly ChatMessage[]): ChatMessage[] {
  const [first] = messages;
  if (!first || next_cursor == null) return [];
  const sent = local.filter(({ id }) => !isUnsent(id));
  return sent.some(({ id }) => id >= first.id) ? sent.filter(({ id }) => id < first.id) : [];
}

function earlier(state: ChatState, event: Of<'earlier'>): ChatState {
  const key = event.conversation_id;
  const thread = state.threads[key];
  // Read for a thread that has been let go, or begun anew at another page.
  if (!thread || state.cursors[key] !== event.at) return state;
  const messages = lastAnswers([...read(state, [], event.messages), ...thread]);
  return followed(withCursor(withThread(state, key, messages), key, event.next_cursor), thread, event);
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

/** A question may have been answered again: the last answer counts, those before it are earlier ones. */
function lastAnswers(messages: readonly ChatMessage[]): ChatMessage[] {
  const shown: ChatMessage[] = [];
  const places = new Map<string, number>();
  for (const message of messages) {
    const at = message.role === 'user' ? undefined : placeOf(message, shown, places);
    const before = at === undefined ? undefined : shown[at];
    if (at !== undefined && before) shown[at] = withEarlier(message, inPlaceOf(before, message).earlier);
    else {
      if (message.replyTo !== null) places.set(message.replyTo, shown.length);
      shown.push(message);
    }
  }
  return shown;
}

/** Where the answer before one to the same question stands; where no question is told it stands right before it. */
function placeOf(
  { replyTo }: ChatMessage,
  shown: readonly ChatMessage[],
  places: ReadonlyMap<string, number>,
): number | undefined {
  if (replyTo !== null) return places.get(replyTo);
  return shown.at(-1)?.role === 'assistant' ? shown.length - 1 : undefined;
}

/** The same object, which is drawn already, where it has these earlier answers. */
function withEarlier(message: ChatMessage, earlier: readonly ChatMessage[]): ChatMessage {
  const ids = (answers: readonly ChatMessage[]) => answers.map(({ id }) => id).join(' ');
  return ids(message.earlier) === ids(earlier) ? message : { ...message, earlier };
}

function isStreaming(message: Message): boolean {
  return message.role === 'assistant' && message.status === 'streaming';
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
