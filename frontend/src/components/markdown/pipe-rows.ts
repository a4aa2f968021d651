/**
 * Draws rows of a table that stand in an answer without the line that Markdown wants under a head. The quoting model
 * quotes rows word for word, with the head of their table: `| Figure | Value |`, then `| Weight | 285 kg | [1]`.
 */
import type { Node } from '@/components/markdown/split-text';

const BAR = /\|/g;
const LEAST_CELLS = 2;
const MARKER = /^\s*\[\d{1,3}\]\s*$/;

type Line = Node[];

/** A remark plugin. It goes behind the one that makes citations nodes, so that a row may end in one. */
export function remarkPipeRows() {
  return (tree: unknown): void => {
    const root = tree as Node;
    root.children = (root.children ?? []).flatMap((block) =>
      block.type === 'paragraph' ? withTables(block) : [block],
    );
  };
}

/** The paragraph, with each run of two rows or more made a table, its first row the head. */
function withTables(paragraph: Node): Node[] {
  const lines = linesOf(paragraph.children ?? []);
  const rows = lines.map(cellsOf);
  if (!rows.some((row, n) => goesOn(row, rows[n + 1]))) return [paragraph];
  const blocks: Node[] = [];
  for (let at = 0; at < lines.length;) {
    let end = at + 1;
    while (goesOn(rows[at], rows[end])) end += 1;
    const run = rows.slice(at, end).filter((row) => row !== null);
    if (run.length > 1) blocks.push(table(run, paragraph));
    else addLine(blocks, lines[at] ?? [], paragraph);
    at = end;
  }
  return blocks;
}

function goesOn(row: Line[] | null | undefined, below: Line[] | null | undefined): boolean {
  return row != null && below != null && row.length === below.length;
}

function addLine(blocks: Node[], line: Line, paragraph: Node): void {
  const last = blocks[blocks.length - 1];
  if (last?.type === 'paragraph') last.children?.push({ type: 'text', value: '\n' }, ...line);
  else blocks.push({ ...paragraph, children: line });
}

function linesOf(nodes: readonly Node[]): Line[] {
  const lines: Line[] = [[]];
  for (const node of nodes) {
    if (node.type === 'break') lines.push([]);
    else if (node.type !== 'text') lines[lines.length - 1]?.push(node);
    else
      pieces(node, /\n/g).forEach((piece, n) => {
        if (n > 0) lines.push([]);
        if (piece.value) lines[lines.length - 1]?.push(piece);
      });
  }
  return lines;
}

/** The cells of a row, what stands behind its last bar in the last one; null for a line that is no row. */
function cellsOf(line: Line): Line[] | null {
  const cells: Line[] = [[]];
  for (const node of line) {
    if (node.type !== 'text') cells[cells.length - 1]?.push(node);
    else
      pieces(node, BAR).forEach((piece, n) => {
        if (n > 0) cells.push([]);
        if (piece.value?.trim()) cells[cells.length - 1]?.push(piece);
      });
  }
  if (cells.length <= LEAST_CELLS && cells[0]?.length === 0) return null;
  if (cells[0]?.length === 0) {
    const [behind = []] = cells.splice(-1);
    if (behind.some((node) => node.type === 'text' && !MARKER.test(node.value ?? ''))) return null; // A sentence.
    cells.shift();
    cells[cells.length - 1]?.push(...behind);
  }
  return cells.length < LEAST_CELLS ? null : cells;
}

/** A text cut at what parts it; each piece knows where it begins. */
function pieces(node: Node, parting: RegExp): Node[] {
  const base = node.position?.start.offset ?? 0;
  const parts: Node[] = [];
  let from = 0;
  const value = node.value ?? '';
  for (const match of value.matchAll(parting)) {
    parts.push({
      type: 'text',
      value: value.slice(from, match.index),
      position: { start: { offset: base + from } },
    });
    from = match.index + match[0].length;
  }
  parts.push({ type: 'text', value: value.slice(from), position: { start: { offset: base + from } } });
  return parts;
}

function table(rows: readonly Line[][], paragraph: Node): Node {
  const children = rows.map((row) => ({
    type: 'tableRow',
    children: row.map((cell) => ({ type: 'tableCell', children: trimmed(cell) })),
  }));
  return { ...paragraph, type: 'table', children };
}

function trimmed(cell: Line): Line {
  return cell.map((node, n) =>
    node.type === 'text' && node.value
      ? { ...node, value: n === 0 ? node.value.trimStart() : node.value }
      : node,
  );
}
