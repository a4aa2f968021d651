import { asCsv } from '@/lib/csv';
import type { Person } from '@/types/api';

const COLUMNS = [
  'id', 'email', 'enabled', 'ended', 'groups', 'created_at', 'seen_at', 'questions', 'price_usd', 'documents', 'bytes',
  'cap_daily_questions', 'cap_daily_price_usd', 'cap_documents', 'cap_bytes',
] as const; // prettier-ignore

/** People and what they used in a month, for spreadsheets: no text in it is run as a formula. */
export function peopleCsv(month: string, people: readonly Person[]): string {
  const rows = people.map(({ caps, ...person }) => {
    const capsOf = Object.fromEntries(Object.entries(caps).map(([name, cap]) => [`cap_${name}`, cap]));
    const values: Record<string, unknown> = { ...person, ...capsOf, groups: person.groups.join(' ') };
    return [month, ...COLUMNS.map((name) => cell(values[name]))];
  });
  return asCsv([['month', ...COLUMNS], ...rows]);
}

function cell(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}
