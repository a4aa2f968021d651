import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { ProgramsSection } from '@/features/account/ProgramsSection';
import { t } from '@/config/late-strings';
import { ServicesContext, type Services } from '@/lib/services';
import type { MadeToken, PersonalToken } from '@/types/api';

afterEach(cleanup);

const kept: PersonalToken = {
  id: '01J',
  name: 'Desk',
  scopes: ['read', 'ask'],
  created_at: '2026-05-01T12:00:00.000Z',
  expires_at: '2026-08-01T12:00:00.000Z',
  last_used_at: null,
};
const made: MadeToken = { ...kept, id: '01K', name: 'Script', token: 'grail_secret' };

function show(items: PersonalToken[]) {
  const api = {
    get: vi.fn(() => Promise.resolve({ items })),
    post: vi.fn(() => Promise.resolve(made)),
    delete: vi.fn(() => Promise.resolve()),
  };
  const services = { api, apiUrl: 'https://api.example.org' } as unknown as Services;
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ServicesContext value={services}>
        <ProgramsSection />
      </ServicesContext>
    </QueryClientProvider>,
  );
  return api;
}

it('makes a token for what was chosen, and shows it once', async () => {
  const api = show([]);
  expect(await screen.findByText(t.programs.none)).toBeTruthy();
  expect(screen.getByText('https://api.example.org/mcp')).toBeTruthy();
  fireEvent.click(screen.getByTestId('new-token'));
  expect(screen.getByRole('button', { name: t.programs.create })).toHaveProperty('disabled', true);
  fireEvent.change(screen.getByLabelText(t.programs.name), { target: { value: 'Script' } });
  fireEvent.click(screen.getByLabelText(t.programs.scopes.write));
  fireEvent.change(screen.getByLabelText(t.programs.lasts), { target: { value: '7' } });
  fireEvent.click(screen.getByRole('button', { name: t.programs.create }));
  expect((await screen.findByTestId('token')).textContent).toBe('grail_secret');
  expect(api.post).toHaveBeenCalledWith('/tokens', { name: 'Script', scopes: ['read', 'write'], days: 7 });
  expect(api.get).toHaveBeenCalledTimes(2);
});

it('asks before it revokes a token', async () => {
  const api = show([kept]);
  expect((await screen.findByTestId('kept-token')).textContent).toContain(t.programs.unused);
  fireEvent.click(screen.getByLabelText(t.programs.revokeName('Desk')));
  expect(api.delete).not.toHaveBeenCalled();
  fireEvent.click(screen.getByRole('button', { name: t.programs.revoke }));
  await vi.waitFor(() => expect(api.get).toHaveBeenCalledTimes(2));
  expect(api.delete).toHaveBeenCalledWith('/tokens/01J');
});
