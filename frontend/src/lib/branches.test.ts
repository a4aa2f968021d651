import { expect, it } from 'vitest';
import { branchOf } from '@/lib/branches';

const question = (id: string, after: string | null = null) =>
  ({ id, role: 'user', after, replyTo: null }) as const;
const answer = (id: string, replyTo: string | null = null) =>
  ({ id, role: 'assistant', after: null, replyTo }) as const;
const ids = (turns: readonly { id: string }[]) => turns.map(({ id }) => id).join(' ');

const LINE = [question('1'), answer('2'), question('3'), answer('4')];
/** The second question was edited, then the older branch went on. */
const EDITED = [...LINE, question('5', '1'), answer('6', '5')];
const GONE_ON = [...EDITED, question('7', '3'), answer('8', '7')];

it('leaves a conversation without branches as it is', () => {
  expect(branchOf(LINE, 'c').shown).toBe(LINE);
});

it('shows the branch of the newest question, and knows the versions', () => {
  const { shown, versions } = branchOf(EDITED, 'c');
  expect(ids(shown)).toBe('1 2 5 6');
  expect([...versions]).toEqual([['5', ['3', '5']]]);
  expect(ids(branchOf(GONE_ON, 'c').shown)).toBe('1 2 3 4 7 8');
});

it('shows the branch that was chosen', () => {
  expect(ids(branchOf(GONE_ON, 'c', { 1: '5' }).shown)).toBe('1 2 5 6');
  expect(ids(branchOf(EDITED, 'c', { 1: '3' }).shown)).toBe('1 2 3 4');
  expect(ids(branchOf(EDITED, 'c', { 1: 'no longer there' }).shown)).toBe('1 2 5 6');
});

it('begins anew where the first question was edited', () => {
  const turns = [...LINE, question('5', 'c'), answer('6', '5')];
  const { shown, versions } = branchOf(turns, 'c');
  expect(ids(shown)).toBe('5 6');
  expect([...versions]).toEqual([['5', ['1', '5']]]);
  expect(ids(branchOf(turns, 'c', { c: '1' }).shown)).toBe('1 2 3 4');
});

it('puts an answer that was made again below its question', () => {
  const turns = [...EDITED, answer('7', '3')];
  expect(ids(branchOf(turns, 'c', { 1: '3' }).shown)).toBe('1 2 3 4 7');
});

it('shows a branch whose beginning has not been read', () => {
  const turns = [answer('2', 'unread'), question('5', 'unread'), answer('6', '5'), question('7', '5')];
  expect(ids(branchOf(turns, 'c').shown)).toBe('2 5 6 7');
});

it('ends where questions follow each other in a circle', () => {
  expect(ids(branchOf([question('1', '2'), question('2', '1')], 'c').shown)).toMatch(/^(1 2|2 1)$/);
});
