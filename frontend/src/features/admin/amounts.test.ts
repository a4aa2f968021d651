import { expect, it } from 'vitest';
import { editedAmount, MEGABYTE } from '@/features/admin/amounts';

it.each([
  ['', null],
  ['7', 7 * MEGABYTE],
  ['0', 0],
  ['1.5', undefined],
  ['-1', undefined],
  ['many', undefined],
])('reads %j as %s bytes', (text, bytes) => {
  expect(editedAmount(text, 3 * MEGABYTE, MEGABYTE, true)).toBe(bytes);
});

it('leaves a cap that was not typed in as it was chosen, though the field rounds it', () => {
  expect(editedAmount('1.43', 1_500_000, MEGABYTE, true)).toBe(1_500_000);
  expect(editedAmount('0.01', 0.005, 1, false)).toBe(0.005);
});
