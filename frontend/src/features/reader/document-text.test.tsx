import { cleanup, render, screen, within } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import DocumentText from '@/features/reader/DocumentText';
import { documentRuns, unitsOf } from '@/features/reader/document-runs';
import { kindOf } from '@/features/reader/document-kind';
import { markdownStart } from '@/features/reader/markdown-start';
import type { Passage } from '@/types/api';

afterEach(cleanup);

function show(filename: string, text: string, more: Partial<Passage> = {}, quote = '') {
  const fields = { id: 'p', document_id: 'd', filename, ordinal: 0, page: null, score: 1, heading: [] };
  const passage: Passage = { ...fields, start: 0, end: [...text].length, text, ...more };
  const [run] = documentRuns([passage]);
  if (!run) throw new Error('Nothing to draw');
  const from = text.indexOf(quote);
  const range = quote ? unitsOf(run, { start: from, end: from + quote.length }) : null;
  return render(<DocumentText filename={filename} run={run} quote={range} passage={range} />).container;
}

it('draws the headings of Office files where their sections begin', () => {
  const text = 'Onboarding\n\nCome at nine.\n\n1.2 Expenses\n\nKeep the bills.';
  show('a.docx', text, {
    heading: ['Onboarding'],
    sections: [
      { start: 0, heading: ['Onboarding'] },
      { start: text.indexOf('1.2'), heading: ['Onboarding', 'Expenses'] },
    ],
  });
  expect(screen.getAllByRole('heading').map(({ tagName, textContent }) => [tagName, textContent])).toEqual([
    ['H3', 'Onboarding'],
    ['H4', '1.2 Expenses'],
  ]);
});

it('draws the lines of a sheet as one table, whose header is told once', () => {
  const group = (rows: string[]) => `Role | Days | Cost\n${rows.join('\n')}\n\n`;
  show('a.xlsx', group(['Engineer | 28 | $1,200', 'Driver | 30 | $900']) + group(['Cook | 25 | $800']));
  const table = screen.getByRole('table');
  const rows = within(table)
    .getAllByRole('row')
    .map((row) => [...row.children].map((cell) => cell.textContent));
  expect(rows).toEqual([
    ['Role', 'Days', 'Cost'],
    ['Engineer', '28', '$1,200'],
    ['Driver', '30', '$900'],
    ['Cook', '25', '$800'],
  ]);
  expect(within(table).getAllByRole('columnheader')).toHaveLength(3);
  expect(within(table).getByText('$800').closest('td')?.dataset.figure).toBe('true');
});

it('joins lines that were broken for their length, and keeps breaks that were meant', () => {
  const prose =
    'The company was founded in a small town by three\nfriends who had met at school and who wanted to\nbuild boats.';
  expect(show('a.txt', prose).querySelectorAll('br')).toHaveLength(0);
  cleanup();
  expect(show('a.txt', 'Anna Muster\nMain Street 5\n12345 Town').querySelectorAll('br')).toHaveLength(2);
});

it('draws code with its blanks and its language, whatever stands in it', () => {
  const code = 'def total(xs):\n    # not a heading\n    return sum(xs)  # *no* emphasis';
  const container = show('a.py', code, {}, 'return sum(xs)');
  expect(container.querySelector('pre')?.textContent?.trimEnd()).toBe(code);
  expect(screen.getByTestId('code-language').textContent).toBe('Python');
  expect(screen.getByTestId('reader-quote').textContent).toBe('return sum(xs)');
});

it('draws Markdown without its notation, and frames the passage', () => {
  const container = show(
    'a.md',
    '## Holidays\n\nEveryone has **28 days**.\n\n- [x] asked',
    {},
    'has **28 days**',
  );
  expect(container.textContent).not.toMatch(/[#*[\]]/);
  expect(within(screen.getByTestId('reader-passage')).getByText('28 days').tagName).toBe('MARK');
  expect(screen.getByTestId('reader-passage').textContent).toBe('Everyone has 28 days.');
});

it('takes nothing of a text without marks for Markdown', () => {
  const text = 'Ticket #7, 2 * 3 * 4 and snake_case_name <b>bold</b>';
  expect(show('a.txt', text).textContent).toBe(text);
});

it('reads Markdown that was cut within code or a table as what it was', () => {
  expect(markdownStart('x = 1\n```\n\nThen:\n\n```py\ny = 2\n```', false)).toBe('```\n');
  expect(markdownStart('Then:\n\n```py\ny = 2\n```', false)).toBe('');
  expect(markdownStart('| a | b |\n| c | d |', false)).toBe('| | |\n| - | - |\n');
  expect(markdownStart('| a | b |\n| - | - |\n| c | d |', false)).toBe('');
  expect(markdownStart('x = 1\n```', true)).toBe('');
});

it.each([
  ['notes.md', 'markdown'],
  ['main.rs', 'code'],
  ['server.log', 'code'],
  ['page.html', 'plain'],
  ['letter.docx', 'plain'],
  ['README', 'plain'],
])('reads %s as %s', (name, kind) => {
  expect(kindOf(name).kind).toBe(kind);
});
