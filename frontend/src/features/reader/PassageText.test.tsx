import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { PassageText } from '@/features/reader/PassageText';
import type { PassagePart } from '@/features/reader/passage-parts';

afterEach(cleanup);

function show(text: string, heading: string[], quote = '') {
  const [before = '', after = ''] = quote ? text.split(quote) : [text];
  const fields = { document_id: 'd', filename: 'a.md', ordinal: 0, page: null, start: 0, end: 1, score: 1 };
  const part: PassagePart = {
    passage: { id: 'p', ...fields, heading, text },
    before,
    quote,
    after,
    newHeading: true,
    newPage: false,
  };
  return render(<PassageText part={part} cited focus={{ current: null }} />).container;
}

it('shows heading lines as headings, without their marks, and marks the quote', () => {
  const container = show(
    '## Holidays\nEveryone has 28 days.\n\n## Sick leave\nCall early.',
    ['Handbook', 'Holidays'],
    '28 days',
  );
  expect([...container.querySelectorAll('b')].map((line) => line.textContent)).toEqual([
    'Holidays',
    'Sick leave',
  ]);
  expect(screen.getByTestId('reader-quote').textContent).toBe('28 days');
  expect(container.textContent).not.toContain('#');
  expect(screen.queryByRole('heading')).toBeNull();
});

it('leaves a # that begins no heading', () => {
  expect(show('Ticket #7 and #tag', []).textContent).toBe('Ticket #7 and #tag');
  expect(show('the C# 12 book', [], 'the C').querySelector('b')).toBeNull();
});

it('puts the heading above a text that does not hold it', () => {
  show('Sales rose.', ['Report', 'Results']);
  expect(screen.getByRole('heading').textContent).toBe('Results');
  expect(screen.getByText('Report').tagName).toBe('SPAN');
});
