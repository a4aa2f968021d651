import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { passage } from '@/features/chat/chat.fixtures';
import { indexCitations } from '@/features/chat/citation-index';
import { CiteContext } from '@/features/chat/cite-context';
import { SourceList } from '@/features/chat/SourceList';
import type { Citation, Passage } from '@/types/api';

afterEach(cleanup);

function citation(start: number, heading?: string[]): Citation {
  const fields = { passage_id: 'p1', document_id: 'd', filename: 'a.pdf', page: 1, verified: true };
  const quote = { quote_start: start, quote_end: start + 5, quote: `quote ${start}` };
  return {
    n: 1,
    ...fields,
    ...quote,
    answer_start: start,
    answer_end: start + 5,
    ...(heading && { heading }),
  };
}

function show(citations: Citation[], fields: Partial<Passage> = {}) {
  const source = { ...passage(1), heading: ['Zoo', 'Prices'], ...fields };
  const scope = {
    answer: '',
    sources: [source],
    citations: indexCitations(citations),
    onCite: () => undefined,
  };
  render(
    <CiteContext value={scope}>
      <SourceList />
    </CiteContext>,
  );
}

it('names the heading of each quote where it changes', () => {
  show([citation(20, ['Zoo', 'Opening']), citation(0, ['Zoo', 'Rules']), citation(30, ['Zoo', 'Opening'])]);
  expect(screen.getByTestId('source').textContent).toMatch(/Rules$/);
  expect(screen.getAllByTestId('source-quote').map((quote) => quote.textContent)).toEqual([
    'quote 0',
    'Openingquote 20',
    'quote 30',
  ]);
});

it('names the heading of the passage where the service tells none', () => {
  show([citation(0)]);
  expect(screen.getByTestId('source').textContent).toMatch(/Prices$/);
});

it('says of what Grail knows of a document that it is no text of it, and shows each of its quotes', () => {
  const known = { ...citation(0), quote_end: 0, profile: true };
  show(
    [
      { ...known, quote: 'file: a.pdf' },
      { ...known, quote: 'pages: 3' },
    ],
    { profile: true },
  );
  expect(screen.getByTestId('source').textContent).toMatch(/What Grail knows of this document$/);
  expect(screen.getAllByTestId('source-quote').map((quote) => quote.textContent)).toEqual([
    'file: a.pdf',
    'pages: 3',
  ]);
});
