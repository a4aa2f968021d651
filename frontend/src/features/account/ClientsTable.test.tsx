import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { ClientsTable } from '@/features/account/ClientsTable';
import { t } from '@/config/late-strings';
import type { ClientUsage } from '@/types/api';

afterEach(cleanup);

const client = (kind: ClientUsage['kind'], id: string | null, name: string | null): ClientUsage => {
  return { kind, id, name, questions: 3, price_usd: 0.5 };
};

it('names the page and each program, also one whose token is gone', () => {
  const clients = [
    client('page', null, null),
    client('token', '01J', 'Desk'),
    client('token', '01K', null),
    client('app', 'c', null),
    client('other', null, null),
  ];
  render(<ClientsTable clients={clients} />);
  const names = screen.getAllByRole('rowheader').map((cell) => cell.textContent);
  const words = t.account.clients;
  expect(names).toEqual([words.page, 'Desk', words.revoked, words.app, words.other]);
  expect(screen.getAllByRole('cell')).toHaveLength(10);
});
