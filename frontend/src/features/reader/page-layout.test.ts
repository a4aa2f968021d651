import fc from 'fast-check';
import { expect, it } from 'vitest';
import { GAP, layPages, pageAt, pagesBetween, scaleOf } from '@/features/reader/page-layout';

const A4 = { width: 600, height: 850 };
const ROOM = { width: 300, height: 400 };
const upright = { fit: 'width', zoom: 1, quarters: 0 } as const;

it('stands pages one under the other, those that are known in their own size', () => {
  const layout = layPages(3, new Map([[2, { width: 600, height: 300 }]]), A4, upright, ROOM);
  expect(layout.tops).toEqual([0, 425 + GAP, 425 + 150 + 2 * GAP]);
  expect(layout.height).toBe(425 + 150 + 425 + 2 * GAP);
  expect(layout.width).toBe(300);
});

it('fits the width or the whole page, also of one that lies on its side', () => {
  expect(scaleOf(A4, upright, ROOM)).toBe(0.5);
  expect(scaleOf(A4, { ...upright, fit: 'height' }, ROOM)).toBeCloseTo(400 / 850);
  const turned = { ...upright, quarters: 3, zoom: 2 };
  expect(scaleOf(A4, turned, ROOM)).toBeCloseTo(600 / 850);
  expect(layPages(1, new Map(), A4, turned, ROOM).width).toBeCloseTo(600);
});

it('finds the page at a height', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 40 }),
      fc.nat(40_000),
      (heights, y) => {
        const known = new Map(heights.map((height, index) => [index + 1, { width: 300, height }]));
        const { tops } = layPages(heights.length, known, A4, upright, ROOM);
        const page = pageAt(tops, y);
        expect(tops[page - 1]).toBeLessThanOrEqual(y);
        expect(tops[page] ?? Infinity).toBeGreaterThan(y);
      },
    ),
  );
});

it('finds the few pages that can be seen of many', () => {
  const { tops } = layPages(5_000, new Map(), A4, upright, ROOM);
  expect(pagesBetween(tops, 100_000, 100_900)).toEqual([229, 230, 231]);
  expect(pagesBetween(tops, -400, 500)).toEqual([1, 2]);
});
