/** A text without marks as a tree of Markdown (mdast), so that it is drawn as Markdown is. */
import { breaksAfter, plainBlocks, type Line, type PlainBlock } from '@/features/reader/plain-blocks';
import type { RunHeading } from '@/features/reader/document-runs';
import { isFigure } from '@/components/markdown/figures';

/** A node of mdast; a text begins at its offset, letter for letter. */
export interface PlainNode {
  type: string;
  value?: string;
  children?: PlainNode[];
  position?: { start: { offset: number }; end: { offset: number } };
  data?: { hProperties: Record<string, string> };
  [name: string]: unknown;
}

const AUTO = { hProperties: { dir: 'auto' } };
const DEEPEST = 6;

function textNode(value: string, at: number): PlainNode {
  return { type: 'text', value, position: { start: { offset: at }, end: { offset: at + value.length } } };
}

/** The words of lines, with a break where one was meant; other lines go on as one text, letter for letter. */
function flowing(lines: readonly Line[]): PlainNode[] {
  const breaks = breaksAfter(lines);
  const nodes: PlainNode[] = [];
  lines.forEach((line, index) => {
    const last = nodes.at(-1);
    if (last?.value !== undefined && last.position && !breaks[index - 1]) {
      last.value += `\n${line.text}`;
      last.position.end.offset = line.at + line.text.length;
      return;
    }
    const indent = /^\s*/.exec(line.text)?.[0].length ?? 0;
    if (last) nodes.push({ type: 'break' });
    nodes.push(textNode(line.text.slice(indent), line.at + indent));
  });
  return nodes;
}

/** The cells of a row, each where it stands. */
export function cellsOf({ text, at }: Line): Line[] {
  const cells: Line[] = [];
  let from = 0;
  for (const part of text.split(' | ')) {
    cells.push({ text: part, at: at + from });
    from += part.length + 3;
  }
  return cells;
}

function tableNode(rows: readonly Line[], head: number, isShown: (row: Line) => boolean): PlainNode {
  const shown = rows.filter(isShown).map(cellsOf);
  const columns = shown.reduce((most, cells) => Math.max(most, cells.length), 0);
  const align = Array.from({ length: columns }, (_, column) => {
    const values = shown.slice(head).flatMap((cells) => cells[column]?.text.trim() || []);
    return values.length > 0 && values.every(isFigure) ? 'right' : null;
  });
  const children = shown.map((cells) => ({
    type: 'tableRow',
    children: Array.from({ length: columns }, (_, column) => {
      const cell = cells[column];
      return { type: 'tableCell', children: cell ? [textNode(cell.text, cell.at)] : [], data: AUTO };
    }),
  }));
  return { type: 'table', align, children, data: AUTO };
}

function nodeOf(block: PlainBlock, isShown: (row: Line) => boolean): PlainNode {
  switch (block.kind) {
    case 'heading':
      return {
        type: 'heading',
        depth: Math.min(block.path.length, DEEPEST),
        children: [textNode(block.line.text, block.line.at)],
        data: { hProperties: { ...AUTO.hProperties, dataPath: JSON.stringify(block.path) } },
      };
    case 'table':
      return tableNode(block.rows, block.head, isShown);
    case 'list':
      return {
        ...{ type: 'list', ordered: block.ordered, start: block.ordered ? block.start : null, spread: false },
        children: block.items.map((lines) => ({
          ...{ type: 'listItem', spread: false },
          children: [{ type: 'paragraph', children: flowing(lines), data: AUTO }],
        })),
        data: AUTO,
      };
    case 'kept':
      return {
        type: 'paragraph',
        children: block.lines.map(({ text, at }, index) =>
          textNode(index < block.lines.length - 1 ? `${text}\n` : text, at),
        ),
        data: { hProperties: { ...AUTO.hProperties, dataKept: 'true' } },
      };
    case 'paragraph':
      return { type: 'paragraph', children: flowing(block.lines), data: AUTO };
  }
}

/** `mark`: a header that is told again is left out, unless the quote is in it. */
export function plainTree(
  text: string,
  headings: readonly RunHeading[],
  mark: readonly [number, number] | null,
): PlainNode {
  const isMarked = ({ at, text: row }: Line) => mark !== null && at < mark[1] && at + row.length > mark[0];
  const isShown = (row: Line) => !row.repeated || isMarked(row);
  return { type: 'root', children: plainBlocks(text, headings).map((block) => nodeOf(block, isShown)) };
}

/** Code is one block of its language. */
export function codeTree(text: string, language: string | null): PlainNode {
  const value = text.replace(/\n+$/, '');
  const position = { start: { offset: 0 }, end: { offset: value.length } };
  return { type: 'root', children: [{ type: 'code', lang: language, value, position }] };
}
