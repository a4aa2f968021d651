/**
 * Draws rows of a table that stand in an answer without the line that Markdown wants under a head. The quoting model
 * quotes rows word for word, with the head of their table: `| Figure | Value |`, then `| Weight | 285 kg | [1]`.
 */
import { splitText, type Node } from '@/components/markdown/split-text';

const LINE_END = /\n/g;
const BAR = /\|/g;
const BREAK: Node = { type: 'break' };
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
  const lines = cut(paragraph.children ?? [], LINE_END);
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

/** Nodes cut at what parts their texts, and at breaks. */
function cut(nodes: readonly Node[], parting: RegExp): Line[] {
  const parts: Line[] = [[]];
  for (const node of nodes) {
    for (const piece of node.type === 'text' ? splitText(node, parting, () => BREAK) : [node]) {
      if (piece.type === 'break') parts.push([]);
      else parts[parts.length - 1]?.push(piece);
    }
  }
  return parts;
}

/** The cells of a row, what stands behind its last bar in the last one; null for a line that is no row. */
function cellsOf(line: Line): Line[] | null {
  const isBlank = ({ type, value }: Node) => type === 'text' && !value?.trim();
  const cells = cut(line, BAR).map((cell) => cell.filter((node) => !isBlank(node)));
  if (cells.length <= LEAST_CELLS && cells[0]?.length === 0) return null;
  if (cells[0]?.length === 0) {
    const [behind = []] = cells.splice(-1);
    if (behind.some((node) => node.type === 'text' && !MARKER.test(node.value ?? ''))) return null; // A sentence.
    cells.shift();
    cells[cells.length - 1]?.push(...behind);
  }
  return cells.length < LEAST_CELLS ? null : cells;
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
