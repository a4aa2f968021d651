import { expect, it } from 'vitest';
import { emptyDay, fillDays, lastDays, total } from '@/features/account/usage-days';

it('fills days without use, and adds up', () => {
  const dates = lastDays(3, new Date('2026-03-01T12:00:00Z'));
  expect(dates).toEqual(['2026-02-27', '2026-02-28', '2026-03-01']);
  const used = { ...emptyDay('2026-02-28'), questions: 4, price_usd: 0.5 };
  const days = fillDays([used], dates);
  expect(days.map((day) => day.questions)).toEqual([0, 4, 0]);
  expect(total(days)).toMatchObject({ questions: 4, price_usd: 0.5 });
});
