import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { QuotaLine } from '@/features/documents/QuotaLine';
import { t } from '@/config/strings';
import { ServicesContext, type Services } from '@/lib/services';

afterEach(cleanup);

const caps = { daily_questions: 5, documents: 100, bytes: 2 * 1024 ** 3 };

function show(report: unknown) {
  const asked: string[] = [];
  const api = { get: (path: string) => (asked.push(path), Promise.resolve(report)) };
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ServicesContext value={{ api } as unknown as Services}>
        <QuotaLine documents={3} uploading={false} />
      </ServicesContext>
    </QueryClientProvider>,
  );
  return asked;
}

it('shows what is used of what is allowed', async () => {
  const asked = show({ days: [], stored: { documents: 12, bytes: 3 * 1024 ** 2 }, caps });
  expect(await screen.findByText('12 of 100 documents, 3 MB of 2 GB')).toBeTruthy();
  expect(screen.queryByRole('alert')).toBeNull();
  expect(asked).toHaveLength(1);
});

it.each([
  ['documents', { documents: 90, bytes: 0 }],
  ['bytes', { documents: 1, bytes: 1.9 * 1024 ** 3 }],
])('warns before there is no more room for %s', async (_, stored) => {
  show({ days: [], stored, caps });
  expect((await screen.findByRole('alert')).textContent).toContain(t.documents.nearlyFull);
});

it('shows nothing of a service that has no quotas', async () => {
  const asked = show({ days: [], caps: { daily_questions: 5 } });
  await expect.poll(() => asked.length).toBe(1);
  expect(screen.queryByText(/documents/)).toBeNull();
});
