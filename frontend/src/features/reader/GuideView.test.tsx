// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { GuideView } from '@/features/reader/GuideView';
import { ServicesContext, type Services } from '@/lib/services';
import type { DocumentGuide, GrailDocument } from '@/types/api';

const document = { id: 'd', filename: 'lease.pdf', pages: 2, version: 1 } as GrailDocument;
const sentence = { text: 'The rent is 640 euros.', start: 10, end: 32, page: 2, ordinal: 1 };

function show(guide: DocumentGuide) {
  const services = { api: { get: () => Promise.resolve(guide) } } as unknown as Services;
  const onTarget = vi.fn();
  const onAsk = vi.fn();
  const client = new QueryClient();
  const view = render(
    <QueryClientProvider client={client}>
      <ServicesContext.Provider value={services}>
        <GuideView document={document} open onTarget={onTarget} onAsk={onAsk} />
      </ServicesContext.Provider>
    </QueryClientProvider>,
  );
  return { onTarget, onAsk, view, client };
}

it('opens a sentence where it stands, and asks a question', async () => {
  const { onTarget, onAsk } = show({
    summary: [sentence],
    questions: ['What is the rent?'],
    made_by: 'rules',
  });
  fireEvent.click(await screen.findByText(sentence.text));
  expect(onTarget).toHaveBeenCalledWith({
    documentId: 'd',
    filename: 'lease.pdf',
    ordinal: 1,
    page: 2,
    passage: null,
    quote: { start: 10, end: 32, text: sentence.text, verified: true },
  });
  fireEvent.click(screen.getByText('What is the rent?'));
  expect(onAsk).toHaveBeenCalledWith('What is the rent?');
});

it('shows nothing of a document that rules know nothing of', async () => {
  const { view, client } = show({ summary: [], questions: [], made_by: 'rules' });
  await waitFor(() => expect(client.getQueryState(['guide', 'd', 1])?.status).toBe('success'));
  expect(view.container.textContent).toBe('');
});
