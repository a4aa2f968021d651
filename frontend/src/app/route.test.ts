import { expect, it } from 'vitest';
import { parseRoute } from '@/app/route';

it('reads the address', () => {
  expect(parseRoute('')).toEqual({ conversationId: null });
  expect(parseRoute('#/')).toEqual({ conversationId: null });
  expect(parseRoute('#/c/01ABC')).toEqual({ conversationId: '01ABC' });
  expect(parseRoute('#/c/a%2Fb')).toEqual({ conversationId: 'a/b' });
  expect(parseRoute('#/c/')).toEqual({ conversationId: null });
  expect(parseRoute('#/c/100%')).toEqual({ conversationId: null });
});
