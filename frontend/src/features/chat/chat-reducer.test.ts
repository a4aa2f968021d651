import { describe, expect, it } from 'vitest';
import { chatReducer } from '@/features/chat/chat-reducer';
import {
  NEW_THREAD,
  emptyChat,
  liveStreams,
  type ChatEvent,
  type ChatState,
} from '@/features/chat/chat-state';
import type { DoneMessage, Message, Passage } from '@/types/api';

function fold(events: readonly ChatEvent[], from: ChatState = emptyChat): ChatState {
  return events.reduce(chatReducer, from);
}

function passage(n: number, text: string | undefined = `text ${n}`): Passage {
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

function stored(fields: Partial<Message> & { id: string }): Message {
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

const asked: ChatEvent = {
  type: 'asked',
  request_id: 'r1',
  conversation_id: null,
  text: 'Why?',
  at: '2026-01-01T00:00:00Z',
  replaces: null,
};
const accepted: ChatEvent = {
  type: 'accepted',
  request_id: 'r1',
  conversation_id: 'c1',
  user_message_id: 'm1',
  message_id: 'm2',
};
const stage = (seq: number): ChatEvent => ({ type: 'stage', message_id: 'm2', seq, stage: 'searching' });
const delta = (seq: number, text: string): ChatEvent => ({ type: 'delta', message_id: 'm2', seq, text });
const sources = (seq: number, ...passages: Passage[]): ChatEvent => ({
  type: 'sources',
  message_id: 'm2',
  seq,
  passages,
});
const done = (seq: number, fields: Partial<DoneMessage> = {}): ChatEvent => ({
  type: 'done',
  message_id: 'm2',
  seq,
  message: { ...stored({ id: 'm2', text: 'Because.', sources: [passage(1, undefined)] }), ...fields },
});
const failed = (seq: number): ChatEvent => ({
  type: 'failed',
  message_id: 'm2',
  seq,
  error: { code: 'model_busy', message: 'Busy.', retryable: true },
});

const answer = (state: ChatState, thread = 'c1') => state.threads[thread]?.at(-1);
const begun = fold([asked, accepted]);

describe('asking', () => {
  it('shows the question and a waiting answer at once, in the thread without an id', () => {
    const thread = fold([asked]).threads[NEW_THREAD];
    expect(thread?.map(({ role, status }) => [role, status])).toEqual([
      ['user', 'complete'],
      ['assistant', 'sending'],
    ]);
  });

  it('moves the thread to its conversation when accepted', () => {
    expect(begun.threads[NEW_THREAD]).toBeUndefined();
    expect(begun.threads.c1?.map(({ id }) => id)).toEqual(['m1', 'm2']);
    expect(answer(begun)?.status).toBe('streaming');
  });

  it('fails the answer when the question is refused, and says why', () => {
    const refused: ChatEvent = {
      type: 'error',
      request_id: 'r1',
      error: { code: 'budget_exceeded', message: 'No.' },
    };
    expect(answer(fold([asked, refused]), NEW_THREAD)).toMatchObject({
      status: 'failed',
      error: { code: 'budget_exceeded' },
    });
  });

  it('fails the answer when the question never arrived', () => {
    const lost: ChatEvent = {
      type: 'undelivered',
      request_id: 'r1',
      error: { code: 'not_delivered', message: '' },
    };
    expect(answer(fold([asked, lost]), NEW_THREAD)?.status).toBe('failed');
  });

  it('puts an answer made again in the place of the old one', () => {
    const again: ChatEvent = { ...asked, request_id: 'r2', conversation_id: 'c1', replaces: 'm2' };
    const taken: ChatEvent = { ...accepted, request_id: 'r2', message_id: 'm3' };
    const state = fold([delta(1, 'Because.'), done(2), again, taken], begun);
    expect(state.threads.c1?.map(({ id }) => id)).toEqual(['m1', 'm3']);
  });

  it('gives a question asked anew after it got lost its real id', () => {
    const lost: ChatEvent = {
      type: 'undelivered',
      request_id: 'r1',
      error: { code: 'not_delivered', message: '' },
    };
    const again: ChatEvent = { ...asked, request_id: 'r2', replaces: 'a:r1' };
    const state = fold([asked, lost, again, { ...accepted, request_id: 'r2' }]);
    expect(state.threads.c1?.map(({ id }) => id)).toEqual(['m1', 'm2']);
  });
});

describe('streaming', () => {
  it('joins the deltas and keeps the sources', () => {
    const state = fold([stage(1), sources(2, passage(1)), delta(3, 'Be'), delta(4, 'cause.')], begun);
    expect(answer(state)).toMatchObject({ text: 'Because.', stage: 'searching' });
    expect(answer(state)?.sources).toHaveLength(1);
  });

  it('applies events strictly in order, whatever order they come in', () => {
    const state = fold([delta(3, 'c'), delta(2, 'b'), delta(1, 'a')], begun);
    expect(answer(state)?.text).toBe('abc');
  });

  it('holds back what comes after a gap', () => {
    const gap = fold([delta(1, 'a'), delta(3, 'c')], begun);
    expect(answer(gap)?.text).toBe('a');
    expect(answer(fold([delta(2, 'b')], gap))?.text).toBe('abc');
  });

  it('drops duplicates, before and after they were applied', () => {
    const state = fold(
      [delta(1, 'a'), delta(1, 'a'), delta(3, 'c'), delta(3, 'c'), delta(2, 'b'), delta(2, 'b')],
      begun,
    );
    expect(answer(state)?.text).toBe('abc');
  });

  it('gives every order of the same events the same end', () => {
    const events = [stage(1), sources(2, passage(1)), delta(3, 'Be'), delta(4, 'cause.'), done(5)];
    const straight = fold(events, begun);
    const mixed = [4, 2, 0, 3, 1].flatMap((index) => (events[index] ? [events[index], events[index]] : []));
    expect(fold(mixed, begun).threads).toEqual(straight.threads);
  });

  it('holds events that overtake their own acceptance', () => {
    expect(answer(fold([asked, stage(1), delta(2, 'a'), accepted]))?.text).toBe('a');
  });

  it('keeps only a few streams that nothing here asked for', () => {
    const strays = Array.from(
      { length: 30 },
      (_, n): ChatEvent => ({ ...(delta(1, 'x') as object), message_id: `x${n}` }) as ChatEvent,
    );
    expect(Object.keys(fold(strays).streams).length).toBeLessThanOrEqual(8);
  });

  it('puts sources that come in several frames in order', () => {
    const second: ChatEvent = { type: 'sources', message_id: 'm2', seq: 2, passages: [passage(3)], first: 3 };
    const state = fold([sources(1, passage(1), passage(2)), second], begun);
    expect(answer(state)?.sources.map(({ id }) => id)).toEqual(['p1', 'p2', 'p3']);
  });
});

describe('the end of a stream', () => {
  it('takes the final message and keeps the texts that its sources left out', () => {
    const state = fold([sources(1, passage(1)), delta(2, 'Because.'), done(3)], begun);
    expect(answer(state)).toMatchObject({ status: 'complete', text: 'Because.' });
    expect(answer(state)?.sources[0]?.text).toBe('text 1');
    expect(liveStreams(state)).toEqual([]);
  });

  it('shows a stop at once and ends it when the service says so', () => {
    const stopping = fold([delta(1, 'Be'), { type: 'stopping', message_id: 'm2' }], begun);
    expect(answer(stopping)?.status).toBe('stopping');
    expect(answer(fold([done(2, { status: 'stopped', text: 'Be' })], stopping))?.status).toBe('stopped');
  });

  it('keeps the text of an answer that failed', () => {
    const state = fold([delta(1, 'Be'), failed(2)], begun);
    expect(answer(state)).toMatchObject({ text: 'Be', status: 'failed', error: { code: 'model_busy' } });
  });

  it('ignores what comes late', () => {
    const state = fold([delta(1, 'Because.'), done(2)], begun);
    expect(fold([delta(1, 'x'), delta(3, 'y'), done(2)], state)).toBe(state);
  });
});

describe('after a lost connection', () => {
  it('resumes after the last event applied, not after events that came early', () => {
    expect(liveStreams(fold([delta(1, 'a'), delta(2, 'b'), delta(5, 'e')], begun))).toEqual([
      { messageId: 'm2', afterSeq: 2 },
    ]);
  });

  it('closes the gap with events sent again', () => {
    const broken = fold([delta(1, 'a'), delta(4, 'd')], begun);
    expect(answer(fold([delta(2, 'b'), delta(3, 'c'), delta(4, 'd')], broken))?.text).toBe('abcd');
  });
});

describe('opening a stored conversation', () => {
  const open = (...messages: Message[]): ChatEvent => ({ type: 'opened', conversation_id: 'c1', messages });
  const question = stored({ id: 'm1', role: 'user', text: 'Why?' });

  it('shows what is stored', () => {
    expect(answer(fold([open(question, stored({ id: 'm2', text: 'Because.' }))]))?.text).toBe('Because.');
  });

  it('reads an answer that still streams again from its beginning', () => {
    const state = fold([open(question, stored({ id: 'm2', text: 'Be', status: 'streaming' }))]);
    expect(answer(state)?.text).toBe('');
    expect(liveStreams(state)).toEqual([{ messageId: 'm2', afterSeq: 0 }]);
    expect(answer(fold([delta(1, 'Be'), delta(2, 'cause.')], state))?.text).toBe('Because.');
  });

  it('does not set back an answer that is followed live', () => {
    const live = fold([delta(1, 'Be'), delta(2, 'cause')], begun);
    const state = fold([open(question, stored({ id: 'm2', text: 'Be', status: 'streaming' }))], live);
    expect(answer(state)?.text).toBe('Because');
    expect(liveStreams(state)).toEqual([{ messageId: 'm2', afterSeq: 2 }]);
  });

  it('heals a live answer whose end was missed', () => {
    const live = fold([delta(1, 'Be')], begun);
    const state = fold([open(question, stored({ id: 'm2', text: 'Because.' }))], live);
    expect(answer(state)).toMatchObject({ text: 'Because.', status: 'complete' });
    expect(liveStreams(state)).toEqual([]);
  });

  it('keeps a question that is newer than what was read', () => {
    const next: ChatEvent = { ...asked, request_id: 'r2', conversation_id: 'c1', text: 'And then?' };
    const state = fold([next, open(question, stored({ id: 'm2', text: 'Because.' }))], begun);
    expect(state.threads.c1?.map(({ text }) => text)).toEqual(['Why?', 'Because.', 'And then?', '']);
  });

  it('shows the last of several answers to a question', () => {
    const state = fold([
      open(question, stored({ id: 'm2', text: 'old' }), stored({ id: 'm3', text: 'new' })),
    ]);
    expect(state.threads.c1?.map(({ text }) => text)).toEqual(['Why?', 'new']);
  });
});

it('keeps how an answer was cut short, from its end and from what is stored', () => {
  const notice = { code: 'cut_off', message: 'This answer was cut off.' };
  expect(answer(fold([done(1, { notice })], begun))?.notice).toEqual(notice);
  expect(answer(fold([done(1)], begun))?.notice).toBeNull();
  const opened = fold([
    { type: 'opened', conversation_id: 'c1', messages: [stored({ id: 'm2', text: 'Be', notice })] },
  ]);
  expect(answer(opened)?.notice).toEqual(notice);
});

it('remembers a rating', () => {
  expect(answer(fold([done(1), { type: 'rated', message_id: 'm2', rating: 'up' }], begun))?.rating).toBe(
    'up',
  );
});

describe('what is kept in memory', () => {
  const open = (id: string, messages: Message[]): ChatEvent => ({
    type: 'opened',
    conversation_id: id,
    messages,
  });
  const read = (n: number) => open(`c${n}`, [stored({ id: `m${n}`, text: `Answer ${n}` })]);
  const many = Array.from({ length: 50 }, (_, n) => read(n));

  it('is the conversations opened last, with their streams', () => {
    const state = fold(many);
    expect(Object.keys(state.threads)).toHaveLength(9);
    expect(state.threads.c49?.[0]?.text).toBe('Answer 49');
    expect(state.threads.c0).toBeUndefined();
    expect(Object.keys(state.streams)).toHaveLength(9);
  });

  it('is what still streams, however long ago it was opened', () => {
    const state = fold([asked, { ...accepted, conversation_id: 'live' }, ...many]);
    expect(state.threads.live?.at(-1)?.status).toBe('streaming');
  });

  it('is the very message that was drawn, when the store tells the same', () => {
    const first = fold([read(1)]);
    expect(fold([read(1)], first).threads.c1?.[0]).toBe(first.threads.c1?.[0]);
    const rated = stored({ id: 'm1', text: 'Answer 1', feedback: { rating: 'up' } });
    expect(fold([open('c1', [rated])], first).threads.c1?.[0]?.rating).toBe('up');
  });
});

it('takes what the last frame leaves out from the events before it', () => {
  const source = { ...passage(1), text: '😀 Because it is.', start: 100, end: 116 };
  const cited = { n: 1, passage_id: 'p1', document_id: 'd1', filename: 'f.txt', page: 1, verified: true };
  const offsets = { quote_start: 102, quote_end: 109, answer_start: 0, answer_end: 8, quote: null };
  const before = [sources(1, source), delta(2, 'Because. [1]')];
  const bare: Passage = { ...source };
  delete bare.text;
  const end = done(3, { text: null, sources: [bare], citations: [{ ...cited, ...offsets }] });
  const short = answer(fold([...before, end], begun));
  expect(short?.text).toBe('Because. [1]');
  expect(short?.citations.map(({ quote }) => quote)).toEqual(['Because']);
  const shortest = answer(fold([...before, done(3, { text: null, citations: null, sources: null })], begun));
  expect([shortest?.text, shortest?.citations, shortest?.sources]).toEqual(['Because. [1]', [], [source]]);
});
