/** Puts the events of an answer's stream in order and applies them to its message. */
import {
  changeMessage,
  fromApi,
  withStream,
  type ChatMessage,
  type ChatState,
  type Stream,
} from '@/features/chat/chat-state';
import type { Citation, DoneMessage, Message, Passage, StreamEvent } from '@/types/api';

/** Number of streams kept whose `accepted` has not come: it may be late, or have gone to another tab. */
const STRAYS_KEPT = 8;

/** Gives a stream to a thread, and applies the events that came before. */
export function attach(state: ChatState, messageId: string, thread: string): ChatState {
  const stream = state.streams[messageId] ?? freshStream();
  return drain(withStream(state, messageId, { ...stream, thread }), messageId);
}

/** Takes an event of a stream, in whatever order events come. */
export function streamed(state: ChatState, event: StreamEvent): ChatState {
  const stream = state.streams[event.message_id] ?? freshStream();
  if (stream.ended || event.seq <= stream.lastSeq || event.seq in stream.early) return state;
  const early = { ...stream.early, [event.seq]: event };
  const next = withStream(state, event.message_id, { ...stream, early });
  return stream.thread === null ? dropStrays(next) : drain(next, event.message_id);
}

/** Applies the events that came early, strictly in order, up to the first gap. */
function drain(state: ChatState, messageId: string): ChatState {
  const stream = state.streams[messageId];
  if (!stream?.thread) return state;
  const ready: StreamEvent[] = [];
  let lastSeq = stream.lastSeq;
  for (let event = stream.early[lastSeq + 1]; event; event = stream.early[lastSeq + 1]) {
    ready.push(event);
    lastSeq++;
  }
  if (ready.length === 0) return state;
  const early = Object.fromEntries(Object.entries(stream.early).filter(([seq]) => Number(seq) > lastSeq));
  const ended = ready.some((event) => event.type === 'done' || event.type === 'failed');
  const next: Stream = ended ? endedStream(stream.thread) : { ...stream, early, lastSeq };
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
      return { ...message, stage: event.stage, steps: withStep(message.steps, event) };
    case 'sources':
      return {
        ...message,
        sources: insertSources(message.sources, event.passages, event.first ?? 1),
        evidence: event.evidence ?? message.evidence,
      };
    case 'delta':
      return { ...message, text: message.text + event.text, markers: withMarkers(message, event.markers) };
    case 'done':
      return {
        ...fromApi(whole(event.message, message)),
        id: message.id,
        scope: message.scope,
        earlier: message.earlier,
      };
    case 'failed':
      return { ...message, status: 'failed', error: event.error };
  }
}

function withStep(
  steps: ChatMessage['steps'],
  { route, detail = '' }: { route?: string; detail?: string },
): ChatMessage['steps'] {
  return route === undefined ? steps : [...steps, { route, detail }];
}

function withMarkers({ markers }: ChatMessage, more: readonly number[] | undefined): ChatMessage['markers'] {
  if (more === undefined) return markers;
  return more.length === 0 && markers ? markers : [...(markers ?? []), ...more];
}

/** Long lists of sources come in several frames; `first` is the number (from 1) of a frame's first source. */
function insertSources(
  old: readonly Passage[],
  passages: readonly Passage[],
  first: number,
): readonly Passage[] {
  return [...old.slice(0, first - 1), ...passages, ...old.slice(first - 1 + passages.length)];
}

/** The message of a stream's end; what its frame leaves out comes from the events before it. */
function whole(done: DoneMessage, before: ChatMessage): Message {
  const sources = [...withTexts(done.sources ?? [], before.sources)];
  const citations = (done.citations ?? []).map((citation) => ({
    ...citation,
    quote: citation.quote ?? quoted(citation, sources[citation.n - 1]),
  }));
  const text = done.text ?? before.text;
  const markers = done.markers ?? (before.markers && [...before.markers]);
  const steps = done.steps ?? [...before.steps];
  return { ...done, text, markers, sources, citations, steps };
}

/** Offsets count code points, as the service does; JavaScript counts UTF-16 units. A profile is quoted whole. */
function quoted(range: Pick<Citation, 'quote_start' | 'quote_end'>, source: Passage | undefined): string {
  if (source?.profile) return source.text ?? '';
  const text = Array.from(source?.text ?? '');
  const start = source?.start ?? 0;
  return text.slice(range.quote_start - start, range.quote_end - start).join('');
}

function withTexts(final: readonly Passage[], before: readonly Passage[]): readonly Passage[] {
  if (final.length === 0) return before;
  const texts = new Map(before.map((passage) => [passage.id, passage.text]));
  return final.map((passage) => {
    const text = passage.text ?? texts.get(passage.id);
    return text === undefined ? passage : { ...passage, text };
  });
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

function freshStream(): Stream {
  return { thread: null, lastSeq: 0, early: {}, ended: false };
}

/** Starts a stream anew, since no message has its text; the events that came early stay. */
export function withFreshStream(state: ChatState, messageId: string): ChatState {
  const early = state.streams[messageId]?.early ?? {};
  return withStream(state, messageId, { ...freshStream(), early });
}

export function endedStream(thread: string): Stream {
  return { thread, lastSeq: 0, early: {}, ended: true };
}
