import { expect, it } from 'vitest';
import { parsePassageLink, parseRoute } from '@/app/route';

it('reads the address', () => {
  expect(parseRoute('')).toEqual({ conversationId: null });
  expect(parseRoute('#/')).toEqual({ conversationId: null });
  expect(parseRoute('#/c/01ABC')).toEqual({ conversationId: '01ABC' });
  expect(parseRoute('#/c/a%2Fb')).toEqual({ conversationId: 'a/b' });
  expect(parseRoute('#/c/')).toEqual({ conversationId: null });
  expect(parseRoute('#/c/100%')).toEqual({ conversationId: null });
});

it('reads the address of a passage', () => {
  expect(parsePassageLink('#/d/01ABC/3')).toEqual({ documentId: '01ABC', ordinal: 3, quote: null });
  const quote = { start: 10, end: 24 };
  expect(parsePassageLink('#/d/a%2Fb/3/10-24')).toEqual({ documentId: 'a/b', ordinal: 3, quote });
  for (const hash of ['', '#/', '#/c/01ABC', '#/d/01ABC', '#/d/01ABC/x', '#/d/01ABC/3/10', '#/d/100%/3']) {
    expect(parsePassageLink(hash)).toBeNull();
  }
  expect(parseRoute('#/d/01ABC/3')).toEqual({ conversationId: null });
});
