import { expect, it } from 'vitest';
import { peopleCsv } from '@/features/admin/people-csv';
import type { Person } from '@/types/api';

const PERSON: Person = {
  id: 'p1',
  email: '=HYPERLINK("http://evil.example")',
  enabled: true,
  created_at: '2026-01-01T00:00:00.000Z',
  ended: null,
  groups: ['+staff', 'interns'],
  seen_at: null,
  questions: 3,
  price_usd: 0.25,
  documents: 2,
  bytes: 10,
  caps: { daily_questions: 5, daily_price_usd: null, documents: null, bytes: null },
};

it('writes a row for each person, and nothing that a spreadsheet runs', () => {
  const [head, row] = peopleCsv('2026-12', [PERSON]).split('\r\n');
  expect(head?.split(',')).toHaveLength(16);
  expect(row).toBe(
    `2026-12,p1,"'=HYPERLINK(""http://evil.example"")",true,,'+staff interns,2026-01-01T00:00:00.000Z,,3,0.25,2,10,5,,,`,
  );
});
