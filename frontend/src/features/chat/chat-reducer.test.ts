import { describe, expect, it } from 'vitest';
import { NEW_THREAD, liveStreams, type ChatEvent } from '@/features/chat/chat-state';
import { accepted, answer, asked, begun, delta, done, fold, stored } from '@/features/chat/chat.fixtures';
import type { Message } from '@/types/api';

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
