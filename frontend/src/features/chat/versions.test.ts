import { expect, it } from 'vitest';
import {
  accepted,
  answer,
  asked,
  begun,
  delta,
  done,
  failed,
  fold,
  stored,
} from '@/features/chat/chat.fixtures';
import type { ChatEvent } from '@/features/chat/chat-state';

const again: ChatEvent = { ...asked, request_id: 'r2', conversation_id: 'c1', replaces: 'm2' };
const taken: ChatEvent = { ...accepted, request_id: 'r2', message_id: 'm3' };
const good = [delta(1, 'Because.'), done(2)];
const fails: ChatEvent = { ...failed(1), message_id: 'm3' } as ChatEvent;

it('keeps the answer before one that is made again, also where that fails', () => {
  const state = fold([...good, again, taken, fails], begun);
  expect(state.threads.c1).toHaveLength(2);
  expect(answer(state)).toMatchObject({ id: 'm3', status: 'failed' });
  expect(answer(state)?.earlier.map(({ id, text }) => [id, text])).toEqual([['m2', 'Because.']]);
});

it('keeps no answer without a word', () => {
  const state = fold([failed(1), again, taken], begun);
  expect(answer(state)?.earlier).toEqual([]);
});

it('reads earlier answers of a stored conversation, and keeps what is drawn', () => {
  const messages = [
    stored({ id: '1', role: 'user', text: 'Why?' }),
    stored({ id: '2', text: 'Because.' }),
    stored({ id: '3', text: 'Since.' }),
    stored({ id: '4', status: 'failed' }),
  ];
  const opened: ChatEvent = { type: 'opened', conversation_id: 'c9', messages };
  const state = fold([opened]);
  expect(answer(state, 'c9')?.earlier.map(({ id }) => id)).toEqual(['2', '3']);
  expect(answer(fold([opened], state), 'c9')).toBe(answer(state, 'c9'));
});

it('rates an earlier answer', () => {
  const state = fold(
    [...good, again, taken, fails, { type: 'rated', message_id: 'm2', rating: 'up' }],
    begun,
  );
  expect(answer(state)?.earlier[0]?.rating).toBe('up');
});

it('keeps an answer that is made again with its question, where other branches came between', () => {
  const messages = [
    stored({ id: '1', role: 'user', text: 'Why?' }),
    stored({ id: '2', text: 'Because.', reply_to: '1' }),
    stored({ id: '3', role: 'user', text: 'How?', after: 'c9' }),
    stored({ id: '4', text: 'So.', reply_to: '3', after: 'c9' }),
    stored({ id: '5', text: 'Since.', reply_to: '1' }),
  ];
  const thread = fold([{ type: 'opened', conversation_id: 'c9', messages }]).threads.c9;
  expect(thread?.map(({ id }) => id)).toEqual(['1', '5', '3', '4']);
  expect(thread?.[1]?.earlier.map(({ id }) => id)).toEqual(['2']);
});

it('tells which question an edited one follows, and its answer which question it is to', () => {
  const edited: ChatEvent = { ...again, replaces: null, after: 'm0' };
  const state = fold([...good, edited, { ...taken, user_message_id: 'm4' }], begun);
  expect(state.threads.c1?.at(-2)).toMatchObject({ id: 'm4', after: 'm0' });
  expect(answer(state)).toMatchObject({ id: 'm3', replyTo: 'm4' });
});
