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
