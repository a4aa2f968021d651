import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { DocumentsPanel } from '@/features/documents/DocumentsPanel';
import { IngestBatches } from '@/features/documents/ingest-batch';
import { IngestContext } from '@/features/documents/ingest-context';
import { UploadContext } from '@/features/documents/upload-context';
import { UploadQueue } from '@/features/documents/upload-queue';
import { t } from '@/config/strings';
import type { ApiClient } from '@/lib/api-client';
import { ServicesContext, type Services } from '@/lib/services';
import type { GrailDocument, Page } from '@/types/api';

afterEach(cleanup);

const nothing = () => undefined;

/** Shows the panel over a service that lists these pages. */
function show(pages: Partial<GrailDocument>[][]) {
  const get = (path: string) => {
    if (!path.startsWith('/documents')) return Promise.resolve({ items: [], next_cursor: null });
    const index = Number(new URL(path, 'http://x').searchParams.get('cursor') ?? 0);
    const next = index + 1 < pages.length ? String(index + 1) : null;
    return Promise.resolve({ items: pages[index], next_cursor: next } as Page<GrailDocument>);
  };
  const api = { get } as unknown as ApiClient;
  const config = { upload: { extensions: ['md'], max_bytes: 1 } };
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ServicesContext value={{ api, config } as unknown as Services}>
        <UploadContext value={new UploadQueue(api, nothing, nothing)}>
          <IngestContext value={new IngestBatches()}>
            <DocumentsPanel
              onOpen={nothing}
              onPassage={nothing}
              onAsk={nothing}
              onAskWithin={nothing}
              onPickFiles={nothing}
              onPickFolder={nothing}
              onSources={nothing}
              onClose={nothing}
            />
          </IngestContext>
        </UploadContext>
      </ServicesContext>
    </QueryClientProvider>,
  );
}

const plan = {
  id: 'd1',
  filename: 'plan.md',
  status: 'ready',
  tags: [],
  created_at: '2026-03-10T15:00:00Z',
  size: 1,
};

it('reads past empty pages, which hold deleted documents', async () => {
  show([[], [], [plan as never]]);
  expect((await screen.findByTestId('document-row')).textContent).toContain('plan.md');
  expect(screen.queryByText(t.documents.empty)).toBeNull();
});

it('offers to add documents once every page is empty', async () => {
  show([[], []]);
  expect(await screen.findByText(t.documents.empty)).toBeTruthy();
});
