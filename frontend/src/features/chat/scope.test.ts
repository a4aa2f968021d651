import { expect, it } from 'vitest';
import { accepted, asked, done, fold, stored } from '@/features/chat/chat.fixtures';
import { NEW_THREAD, scopeOf } from '@/features/chat/chat-state';
import { EVERYTHING, scopeLabel, withoutGone } from '@/features/chat/scope';

const one = { ...EVERYTHING, documentIds: ['d1'] };
const chosen = { type: 'scoped', thread: NEW_THREAD, scope: one } as const;

it('is reset where a conversation begins', () => {
  expect(scopeOf(fold([chosen]), NEW_THREAD)).toEqual(one);
  expect(scopeOf(fold([chosen, { type: 'new-thread' }]), NEW_THREAD)).toEqual(EVERYTHING);
});

it('goes along with the question into its conversation, and into no other', () => {
  const state = fold([chosen, { ...asked, scope: one }, accepted]);
  expect(scopeOf(state, 'c1')).toEqual(one);
  expect(scopeOf(state, 'c2')).toEqual(EVERYTHING);
  expect(scopeOf(fold([{ type: 'new-thread' }], state), NEW_THREAD)).toEqual(EVERYTHING);
  expect(scopeOf(fold([done(1)], state), 'c1')).toEqual(one);
});

it('is that of the last question, unless another was chosen since', () => {
  const messages = [
    stored({ id: '1', role: 'user', text: 'Why?', document_ids: ['d1'] }),
    stored({ id: '2', document_ids: ['d1'], tags: ['x'] }),
  ];
  const opened = { type: 'opened', conversation_id: 'c1', messages } as const;
  expect(scopeOf(fold([opened]), 'c1')).toEqual({ ...EVERYTHING, documentIds: ['d1'], tags: ['x'] });
  const wider = { type: 'scoped', thread: 'c1', scope: EVERYTHING } as const;
  expect(scopeOf(fold([wider, opened]), 'c1')).toEqual(EVERYTHING);
});

it('is told by the names of few documents, by the number of many', () => {
  const names = new Map(['a', 'b', 'c', 'd'].map((id) => [id, `${id}.pdf`]));
  const label = (documentIds: string[], tags: string[] = [], collectionIds: string[] = []) =>
    scopeLabel({ documentIds, tags, collectionIds }, names);
  expect(label([])).toBeNull();
  expect(label(['a', 'b'], ['x'])).toBe('a.pdf, b.pdf, tag “x”');
  expect(label(['a', 'b', 'c', 'd'])).toBe('4 documents');
  expect(label(['a', 'gone'])).toBe('2 documents');
  names.set('k', 'Leases');
  expect(label(['a'], ['x'], ['k', 'gone'])).toBe('collection “Leases”, 1 collection, a.pdf, tag “x”');
  expect(label([], [], ['k'])).toBe('collection “Leases”');
});

it('leaves out what is gone, and nothing else', () => {
  const scope = { documentIds: ['a', 'b'], tags: ['x'], collectionIds: ['k', 'l'] };
  const never = () => false;
  expect(withoutGone(scope, never, never)).toBe(scope);
  const left = withoutGone(
    scope,
    (id) => id === 'a',
    (id) => id === 'l',
  );
  expect(left).toEqual({ documentIds: ['b'], tags: ['x'], collectionIds: ['k'] });
});
