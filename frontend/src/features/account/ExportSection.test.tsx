import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { ExportSection } from '@/features/account/ExportSection';
import { t } from '@/config/late-strings';
import { ApiError } from '@/lib/api-client';
import { ServicesContext, type Services } from '@/lib/services';
import type { AccountExport } from '@/types/api';

afterEach(cleanup);

const none: AccountExport = {
  state: 'none',
  documents: 0,
  total: 0,
  bytes: 0,
  asked_at: null,
  ended_at: null,
  kept_until: null,
  failure: null,
  link: null,
};
const running: AccountExport = { ...none, state: 'running', documents: 12, total: 40 };
const ready: AccountExport = {
  ...none,
  state: 'ready',
  bytes: 3 * 1024 ** 2,
  kept_until: '2026-05-09T12:00:00.000Z',
  link: { url: 'https://store.example/exports/all.zip?signed', expires_at: '2026-05-02T12:15:00.000Z' },
};

function show(found: AccountExport, post: () => Promise<AccountExport> = () => Promise.resolve(running)) {
  const api = { get: () => Promise.resolve(found), post: vi.fn(post) };
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ServicesContext value={{ api } as unknown as Services}>
        <ExportSection />
      </ServicesContext>
    </QueryClientProvider>,
  );
  return api;
}

it('has an archive made, and tells how far it is', async () => {
  const api = show(none);
  fireEvent.click(await screen.findByText(t.account.take.act));
  expect(await screen.findByRole('progressbar', { name: t.account.take.making('12', '40') })).toBeTruthy();
  expect(api.post).toHaveBeenCalledWith('/account/export');
  expect(screen.queryByTestId('ask-export')).toBeNull();
});

it('offers the archive that is ready, and a new one', async () => {
  show(ready);
  expect(await screen.findByText(/3 MB/)).toBeTruthy();
  expect(screen.getByTestId('download-export')).toBeTruthy();
  expect(screen.getByText(t.account.take.again)).toBeTruthy();
});

it('says why there is none, and offers to try again where that helps', async () => {
  const failure = { code: 'export_failed', message: '', retryable: true };
  show({ ...none, state: 'failed', failure });
  expect((await screen.findByRole('alert')).textContent).toContain(t.account.take.failed);
  expect(screen.getByText(t.account.take.again)).toBeTruthy();
  cleanup();
  show({ ...none, state: 'failed', failure: { ...failure, code: 'export_too_large', retryable: false } });
  expect((await screen.findByRole('alert')).textContent).toContain(t.account.take.tooLarge);
  expect(screen.queryByTestId('ask-export')).toBeNull();
});

it('says that there were enough for today', async () => {
  const refused = new ApiError({ code: 'rate_limited', message: 'No.' }, 429);
  show(ready, () => Promise.reject(refused));
  fireEvent.click(await screen.findByText(t.account.take.again));
  expect((await screen.findByRole('alert')).textContent).toContain(t.account.take.often);
});
