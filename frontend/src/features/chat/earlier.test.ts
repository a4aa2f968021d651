import { expect, it } from 'vitest';
import { chatReducer } from '@/features/chat/chat-reducer';
import { emptyChat, type ChatEvent, type ChatState } from '@/features/chat/chat-state';
import { chunksOf } from '@/features/chat/chunks';
import { stored } from '@/features/chat/chat.fixtures';

/** Messages with these numbers as ids: odd ones are questions. */
const page = (...numbers: number[]) =>
  numbers.map((n) => stored({ id: `m${n}`, role: n % 2 ? 'user' : 'assistant', text: `text ${n}` }));
const opened = (next_cursor: string | null, ...numbers: number[]): ChatEvent => ({
  type: 'opened',
  conversation_id: 'c1',
  messages: page(...numbers),
  next_cursor,
});
const earlier = (at: string, next_cursor: string | null, ...numbers: number[]): ChatEvent => ({
  type: 'earlier',
  conversation_id: 'c1',
  at,
  messages: page(...numbers),
  next_cursor,
});
const after = (...events: ChatEvent[]): ChatState => events.reduce(chatReducer, emptyChat);
const ids = (state: ChatState) => state.threads['c1']?.map(({ id }) => Number(id.slice(1)));

it('puts an earlier page before the known ones', () => {
  const state = after(opened('x', 5, 6, 7, 8), earlier('x', 'y', 3, 4), earlier('y', null, 1, 2));
  expect(ids(state)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(state.cursors).toEqual({});
});

it('passes over a page that comes too late, or for no thread', () => {
  const state = after(opened('x', 5, 6), earlier('x', 'y', 3, 4));
  expect(chatReducer(state, earlier('x', 'y', 3, 4))).toBe(state);
  expect(chatReducer(emptyChat, earlier('x', null, 3, 4))).toBe(emptyChat);
});

it('keeps earlier pages when the newest one is read again', () => {
  const state = after(opened('x', 5, 6, 7, 8), earlier('x', 'y', 3, 4));
  const again = chatReducer(state, opened('z', 7, 8, 9));
  expect(ids(again)).toEqual([3, 4, 5, 6, 7, 8, 9]);
  expect(again.cursors).toEqual({ c1: 'y' });
  expect(again.threads['c1']?.[0]).toBe(state.threads['c1']?.[0]);
});

it('lets earlier pages go where others have come between', () => {
  const state = after(opened('x', 5, 6), earlier('x', 'y', 3, 4), opened('z', 9, 10));
  expect(ids(state)).toEqual([9, 10]);
  expect(state.cursors).toEqual({ c1: 'z' });
});

it('joins an answer to its question, and to earlier answers, on the page before', () => {
  const again = stored({ id: 'm7', role: 'assistant', text: 'Once more.' });
  const state = after(
    { type: 'opened', conversation_id: 'c1', messages: [again], next_cursor: 'x' },
    earlier('x', null, 5, 6),
  );
  expect(ids(state)).toEqual([5, 7]);
  expect(state.threads['c1']?.[1]?.earlier.map(({ id }) => id)).toEqual(['m6']);
});

it('leaves the chunks of a thread as they are while it grows at both ends', () => {
  const thread = (from: number, to: number) =>
    after(opened(null, ...Array.from({ length: to - from }, (_, index) => from + index))).threads['c1'] ?? [];
  const namesOf = (from: number, to: number, shown: number) => {
    const messages = thread(from, to);
    const anchor = messages.findIndex(({ id }) => id === 'm101');
    return new Map(
      chunksOf(messages, shown - from, anchor).map(({ number, start, end }) => [
        number,
        [messages[start]?.id, messages[end - 1]?.id],
      ]),
    );
  };
  const small = namesOf(101, 131, 101);
  expect([...small.keys()]).toEqual([0, 1, 2]);
  const large = namesOf(41, 171, 71);
  for (const [number, ends] of small) expect(large.get(number)).toEqual(ends);
  expect(large.get(-3)).toEqual(['m71', 'm80']);
  expect(Math.max(...large.keys())).toBe(6);
});
