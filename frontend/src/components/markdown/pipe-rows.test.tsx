import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import Markdown from '@/features/chat/Markdown';
import { passage } from '@/features/chat/chat.fixtures';
import { CiteContext } from '@/features/chat/cite-context';

afterEach(cleanup);

function show(text: string, markers: number[] | null = null) {
  const onCite = vi.fn();
  const scope = { answer: '', sources: [passage(1), passage(2)], citations: new Map(), onCite };
  const { container } = render(
    <CiteContext value={scope}>
      <Markdown text={text} markers={markers} growing={false} />
    </CiteContext>,
  );
  return container;
}

function cellsOf(container: HTMLElement): string[][] {
  return [...container.querySelectorAll('tr')].map((row) =>
    [...row.cells].map((cell) => (cell.textContent ?? '').trim()),
  );
}

it('draws quoted rows as a table whose citations stand in their cells', () => {
  const container = show(
    '| Figure | Value |\n| Weight | 285 kg | [1]\n\n| Figure | Value |\n| Weight | 410 kg | [2]',
  );
  expect(cellsOf(container)).toEqual([
    ['Figure', 'Value'],
    ['Weight', '285 kg 1'],
    ['Figure', 'Value'],
    ['Weight', '410 kg 2'],
  ]);
  expect(container.querySelectorAll('th')).toHaveLength(4);
  expect(screen.getAllByTestId('citation')).toHaveLength(2);
});

it('draws rows without bars at their ends, an empty cell, and what stands before them', () => {
  const container = show(
    'Of the register:\nVessel | Built | Port\nPetrel | 2004 | \nDunlin | **1987** | Utvik [1]\nThat is all.',
  );
  expect(cellsOf(container)).toEqual([
    ['Vessel', 'Built', 'Port'],
    ['Petrel', '2004', ''],
    ['Dunlin', '1987', 'Utvik 1'],
  ]);
  expect([...container.querySelectorAll('p')].map((text) => text.textContent)).toEqual([
    'Of the register:',
    'That is all.',
  ]);
});

it.each([
  ['one line with bars', 'Choose yes | no | later.'],
  ['rows of other lengths', 'a | b\nc | d | e'],
  ['a sentence behind a row', '| a | b | and so on\n| c | d | and so on'],
  ['code', '`a | b`\n`c | d`'],
  ['lines without bars', 'One line\nand another.'],
])('leaves %s as it is', (_, text) => {
  expect(show(text).querySelector('table')).toBeNull();
});

it('keeps a marker that is text in the last cell', () => {
  expect(cellsOf(show('| a | b |\n| 1 | 2 | [1]', []))).toEqual([
    ['a', 'b'],
    ['1', '2  [1]'],
  ]);
});

it('leaves a table of Markdown as it is', () => {
  expect(cellsOf(show('| a | b |\n| --- | --- |\n| 1 | 2 |'))).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ]);
});
