/** Whatever a document looks like, what is marked in it is its quote: letter for letter, without what is only notation. */
import { cleanup, render } from '@testing-library/react';
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import DocumentText from '@/features/reader/DocumentText';
import { documentRuns, unitsOf } from '@/features/reader/document-runs';
import type { Passage } from '@/types/api';

afterEach(cleanup);

function passageOf(text: string, sections: Passage['sections'] = [], heading: string[] = []): Passage {
  const fields = { id: 'p', document_id: 'd', filename: 'f', ordinal: 0, page: null, score: 1 };
  return { ...fields, heading, sections, start: 100, end: 100 + [...text].length, text };
}

/** `from` and `to` count code points of the text. */
function draw(filename: string, passage: Passage, from: number, to: number): HTMLElement {
  const [run] = documentRuns([passage]);
  if (!run) throw new Error('Nothing to draw');
  const quote = unitsOf(run, { start: 100 + from, end: 100 + to });
  return render(<DocumentText filename={filename} run={run} quote={quote} passage={null} />).container;
}

function marked(container: HTMLElement): string {
  return [...container.querySelectorAll('[data-testid=reader-quote]')]
    .map((mark) => mark.textContent)
    .join('');
}

const lettersOf = (text: string) => text.replace(/[^\p{L}\p{N}]+/gu, '');

const word = fc.stringMatching(/^[a-zäß]{1,9}$/);
const emoji = fc.constantFrom('', '', '', '📉', '中文');
const words = fc
  .tuple(fc.array(word, { minLength: 1, maxLength: 9 }), emoji)
  .map(([all, sign]) => `${all.join(' ')}${sign}`);
const lines = fc.array(words, { minLength: 1, maxLength: 5 });
const cells = (bar: string) =>
  fc
    .array(fc.array(word, { minLength: 3, maxLength: 3 }), { minLength: 2, maxLength: 5 })
    .map((rows) => rows.map((row) => row.join(bar)));

const plainBlock = fc.oneof(
  lines.map((all) => all.join('\n')),
  lines.map((all) => all.map((line) => `- ${line}`).join('\n')),
  lines.map((all) => all.map((line, n) => `${n + 1}. ${line}`).join('\n')),
  lines.map((all) => all.map((line) => `    ${line}`).join('\n')),
  cells(' | ').map((rows) => rows.join('\n')),
);

const markdownBlock = fc.oneof(
  words.map((text) => `# ${text}`),
  words.map((text) => `${text}\n---`),
  lines.map((all) => all.join('\n')),
  lines.map((all) => all.map((line) => `- **${line}** and *${line}*`).join('\n')),
  lines.map((all) => all.map((line) => `> ${line}`).join('\n')),
  lines.map((all) => all.map((line) => `- ${line}\n  > ${line}\n  more\n`).join('\n')),
  lines.map((all) => `\`\`\`\n${all.map((line) => `  ${line}`).join('\n')}\n\`\`\``),
  lines.map((all) => all.map((line) => `    ${line}`).join('\n')),
  words.map((text) => `\\*${text}\\_ and \`${text}\` ~~${text}~~`),
  words.map((text) => `formula $a_1 + ${text.replace(/[^a-z]/g, '')}$ here`),
  cells(' | ').map(
    ([head = '', ...rows]) => `| ${head} |\n| - | - | - |\n${rows.map((row) => `| ${row} |`).join('\n')}`,
  ),
);

const document = (block: fc.Arbitrary<string>) =>
  fc.array(block, { minLength: 1, maxLength: 6 }).map((blocks) => blocks.join('\n\n'));
const range = fc.tuple(fc.nat(1_000), fc.nat(1_000));

function bounds(text: string, [a, b]: [number, number]): [number, number] {
  const { length } = [...text];
  const ends = [a % (length + 1), b % (length + 1)].sort((x, y) => x - y);
  return [ends[0] ?? 0, ends[1] ?? 0];
}

it('marks the quote in any text of lines, lists and tables', () => {
  fc.assert(
    fc.property(document(plainBlock), range, (text, ends) => {
      const [from, to] = bounds(text, ends);
      const shown = marked(draw('a.docx', passageOf(text), from, to));
      // The numbers of a list are drawn by the page.
      const quote = [...text].slice(from, to).join('').replace(/\d/g, '');
      expect(lettersOf(shown)).toBe(lettersOf(quote));
      cleanup();
    }),
    { numRuns: 60 },
  );
}, 60_000);

it('marks the quote in any code', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200, unit: 'grapheme' }), range, (text, ends) => {
      fc.pre(text.trim() !== '' && !text.includes('\r') && text === text.trimEnd());
      const [from, to] = bounds(text, ends);
      expect(marked(draw('a.py', passageOf(text), from, to))).toBe([...text].slice(from, to).join(''));
      cleanup();
    }),
    { numRuns: 60 },
  );
}, 60_000);

it('marks the quote in any Markdown', () => {
  fc.assert(
    fc.property(document(markdownBlock), range, (text, ends) => {
      const [from, to] = bounds(text, ends);
      const quote = [...text].slice(from, to).join('');
      // A formula is drawn as one, and so marked as one.
      fc.pre(!text.includes('$') || quote === '' || !splitsFormula(text, quote, from, to));
      expect(lettersOf(marked(draw('a.md', passageOf(text), from, to)))).toBe(lettersOf(quote));
      cleanup();
    }),
    { numRuns: 80 },
  );
}, 60_000);

function splitsFormula(text: string, _quote: string, from: number, to: number): boolean {
  const points = [...text];
  const isInside = (at: number) => points.slice(0, at).filter((point) => point === '$').length % 2 === 1;
  return isInside(from) || isInside(to);
}

it.each([
  ['A &amp; B &lt;c&gt;', 'A & B <c>'],
  ['see [the report](https://example.com/report "title") now', 'see the report now'],
  ['an address: https://example.com/path and more', 'an address: https://example.com/path and more'],
  ['mail to anna@example.org today', 'mail to anna@example.org today'],
  ['- [x] done', 'done'],
  ['<b>bold</b> word', '<b>bold</b> word'],
  ['<script>run()</script>', '<script>run()</script>'],
  ['``a`b`` then', 'a`b then'],
  ['a\\\nb', 'ab'],
])('marks all of %j', (text, shown) => {
  const container = draw('a.md', passageOf(text), 0, [...text].length);
  expect(
    marked(container)
      .replace(/ ?\((?:example\.com|anna@example\.org)\)/g, '')
      .replace(/\n/g, ''),
  ).toBe(shown);
});

it('draws no text twice where passages overlap, and joins those that touch', () => {
  const at = (start: number, text: string) => ({ ...passageOf(text), start, end: start + text.length });
  const spaced = { ...at(14, 'mn'), blanks: '\n  ' };
  const runs = documentRuns([at(0, 'abcdef'), at(4, 'efghij'), at(10, 'kl'), spaced, at(19, 'op')]);
  expect(runs.map(({ start, end, text }) => [start, end, text])).toEqual([
    [0, 12, 'abcdefghijkl'],
    [14, 21, 'mn\n  op'],
  ]);
});
