// @vitest-environment jsdom
import { afterEach, expect, it } from 'vitest';
import { leftOf } from '@/lib/place';

const anchor = { left: 300, right: 400 } as DOMRect;

afterEach(() => document.documentElement.removeAttribute('dir'));

it('puts a box where its anchor begins or ends, by the direction of the page', () => {
  expect(leftOf(anchor, 150, 'start')).toBe(300);
  expect(leftOf(anchor, 150, 'end')).toBe(250);
  document.documentElement.dir = 'rtl';
  expect(leftOf(anchor, 150, 'start')).toBe(250);
  expect(leftOf(anchor, 150, 'end')).toBe(300);
});

it('keeps a box in the window', () => {
  expect(leftOf({ left: 2, right: 40 } as DOMRect, 100, 'end')).toBe(8);
  expect(leftOf({ left: innerWidth - 20, right: innerWidth } as DOMRect, 100, 'start')).toBe(
    innerWidth - 108,
  );
});
