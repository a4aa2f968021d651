import { expect, it } from 'vitest';
import { asCsv, asTabbed } from '@/lib/csv';

it('quotes what parts fields and rows', () => {
  expect(
    asCsv([
      ['a', 'b, c'],
      ['say "x"', 'two\nlines'],
    ]),
  ).toBe('a,"b, c"\r\n"say ""x""","two\nlines"\r\n');
});

it.each(['=1+1', '+cmd', '-x', '@SUM(A1)', '=HYPERLINK("https://evil.invalid")'])(
  'keeps a spreadsheet from running %s',
  (cell) => {
    expect(asCsv([[cell]]).replace(/^"/, '')).toMatch(/^'/);
  },
);

it.each(['-5', '+11 %', '-1.234,56'])('leaves the number %s a number', (cell) => {
  expect(asCsv([[cell]])).not.toContain("'");
});

it('keeps a cell on one line where rows are pasted', () => {
  expect(asTabbed([['a\tb', 'c\nd'], ['e']])).toBe('a b\tc d\ne');
});
