import { expect, it } from 'vitest';
import { quoteText } from '@/components/markdown/quote-text';

it.each([
  ['**Holidays**: everyone has *28* days', 'Holidays: everyone has 28 days'],
  ['days** of leave, and `code', 'days of leave, and code'],
  ['## Sick leave\nCall early.', 'Sick leave Call early.'],
  ['- one\n- two', 'one two'],
  ['| North | 9 |', 'North | 9'],
  ['| Region | Days |\n| --- | ---: |\n| North | 9 |', 'Region | Days · North | 9'],
  ['| --- | ---: |\n| North | 9 |', 'North | 9'],
  ['see [the report](https://example.com)', 'see the report'],
  ['2 * 3 * 4 and snake_case_name', '2 * 3 * 4 and snake_case_name'],
  ['costs $5 <b>now</b>', 'costs $5 <b>now</b>'],
])('reads %j', (quote, text) => {
  expect(quoteText(quote)).toBe(text);
});
