import { expect, it } from 'vitest';
import { triggerAt } from '@/features/chat/composer-trigger';

const at = (text: string) => triggerAt(text, text.length);

it('knows where a document begins to be named', () => {
  expect(at('What does @rep')).toEqual({ kind: 'document', query: 'rep', start: 10, end: 14 });
  expect(at('@')).toMatchObject({ kind: 'document', query: '' });
  expect(triggerAt('@re about', 3)).toMatchObject({ kind: 'document', query: 're', end: 3 });
});

it('leaves addresses and finished names alone', () => {
  for (const text of ['write to ann@example.org', '@report now', 'no sign', '', 'a\n@x y'])
    expect(at(text)).toBeNull();
});

it('knows a prompt by the slash that a question begins with', () => {
  expect(at('/sum')).toMatchObject({ kind: 'prompt', query: 'sum' });
  for (const text of ['and/or', ' /x', '/x\ny', `/${'x'.repeat(60)}`]) expect(at(text)).toBeNull();
  expect(triggerAt('/sum more', 4)).toBeNull();
});
