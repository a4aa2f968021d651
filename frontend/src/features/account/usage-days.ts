import type { DayUsage } from '@/types/api';

const DAY = 86_400_000;

function isoDay(at: Date): string {
  return at.toISOString().slice(0, 10);
}

/** The last `count` days up to today (UTC), oldest first. */
export function lastDays(count: number, now = new Date()): string[] {
  return Array.from({ length: count }, (_, index) =>
    isoDay(new Date(now.getTime() - (count - 1 - index) * DAY)),
  );
}

export function emptyDay(day: string): DayUsage {
  return { day, questions: 0, input_tokens: 0, output_tokens: 0, embedded_tokens: 0, price_usd: 0 };
}

/** One entry for each day asked for: the service leaves out days without use. */
export function fillDays(usages: readonly DayUsage[], days: readonly string[]): DayUsage[] {
  const byDay = new Map(usages.map((usage) => [usage.day, usage]));
  return days.map((day) => byDay.get(day) ?? emptyDay(day));
}

export function total(days: readonly DayUsage[]): DayUsage {
  return days.reduce(
    (sum, usage) => ({
      day: '',
      questions: sum.questions + usage.questions,
      input_tokens: sum.input_tokens + usage.input_tokens,
      output_tokens: sum.output_tokens + usage.output_tokens,
      embedded_tokens: sum.embedded_tokens + usage.embedded_tokens,
      price_usd: sum.price_usd + usage.price_usd,
    }),
    emptyDay(''),
  );
}
