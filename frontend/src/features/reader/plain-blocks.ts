/** Parts a text without marks, as it is read of Office files, pages of the web and PDFs, into what its lines are. */
import type { RunHeading } from '@/features/reader/document-runs';

export interface Line {
  /** A header that a part of a long table tells again. */
  repeated?: boolean;
  text: string;
  /** Units of the run before it. */
  at: number;
}

export type PlainBlock =
  | { kind: 'heading'; line: Line; path: readonly string[] }
  /** `head`: how many of the first rows are the header. */
  | { kind: 'table'; rows: Line[]; head: number }
  | { kind: 'list'; ordered: boolean; start: number; items: Line[][] }
  /** Lines whose blanks are their structure. */
  | { kind: 'kept'; lines: Line[] }
  | { kind: 'paragraph'; lines: Line[] };

const CELLS = ' | ';
const BULLET = /^\s*[-*•–◦▪]\s+(?=\S)/;
const NUMBER = /^\s*(\d{1,4})[.)]\s+(?=\S)/;
const STRUCTURE = /^(?: {2,}|\t)|\S {3,}\S|\t/;

/** Share of a group's lines that must have cells. */
const MOSTLY = 0.6;

export function plainBlocks(text: string, headings: readonly RunHeading[]): PlainBlock[] {
  const titles = titleLines(text, headings);
  const blocks: PlainBlock[] = [];
  for (const group of groupsOf(text, titles)) {
    const title = titles.get(group[0]?.at ?? -1);
    if (title && group[0]) blocks.push({ kind: 'heading', line: group[0], path: title });
    else blocks.push(...blocksOf(group));
  }
  return joinTables(blocks);
}

export function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  for (let at = 0; at < text.length;) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    lines.push({ text: text.slice(at, end), at });
    at = end + 1;
  }
  return lines;
}

/** The lines that are headings, by where they begin: the first ones of a section that say its titles. */
function titleLines(text: string, headings: readonly RunHeading[]): Map<number, readonly string[]> {
  const found = new Map<number, readonly string[]>();
  for (const { at, path } of headings) {
    // Several titles may follow each other, and each is said at most once.
    let from: number | null = Math.max(0, at);
    for (let tries = path.length; tries > 0 && from !== null; tries--)
      from = titleAt(text, from, path, found);
  }
  return found;
}

/** Notes the line at `at` if it is one of the titles of `path`; where it ends, or null. */
function titleAt(text: string, at: number, path: readonly string[], found: Map<number, readonly string[]>) {
  const from = at + (/^\s*/.exec(text.slice(at, at + 200))?.[0].length ?? 0);
  const end = text.indexOf('\n', from);
  const line = text.slice(from, end < 0 ? undefined : end);
  const level = path.findLastIndex((title) => isTitle(line, title));
  if (level < 0) return null;
  found.set(from, path.slice(0, level + 1));
  return from + line.length;
}

const lettersOf = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

/** Titles lose their marks and numbers on the way into a heading path. */
function isTitle(line: string, title: string): boolean {
  const letters = lettersOf(title);
  return letters !== '' && line.length < title.length + 20 && lettersOf(line).endsWith(letters);
}

/** Lines between blank ones; a heading is a group of its own. */
function groupsOf(text: string, titles: ReadonlyMap<number, unknown>): Line[][] {
  const groups: Line[][] = [];
  let group: Line[] = [];
  const end = () => {
    if (group.length > 0) groups.push(group);
    group = [];
  };
  for (const line of linesOf(text)) {
    const indent = /^\s*/.exec(line.text)?.[0].length ?? 0;
    if (indent === line.text.length) end();
    else if (titles.has(line.at + indent)) {
      end();
      groups.push([{ text: line.text.slice(indent), at: line.at + indent }]);
    } else group.push(line);
  }
  end();
  return groups;
}

function blocksOf(group: Line[]): PlainBlock[] {
  const withCells = group.filter(({ text }) => text.includes(CELLS)).length;
  if (group.length > 1 && group[0]?.text.includes(CELLS) && withCells >= MOSTLY * group.length) {
    return [{ kind: 'table', rows: group, head: 1 }];
  }
  const items = group.filter(({ text }) => BULLET.test(text) || NUMBER.test(text)).length;
  if (items === 0 && group.some(({ text }) => STRUCTURE.test(text.trimEnd())))
    return [{ kind: 'kept', lines: group }];
  return items === 0 ? [{ kind: 'paragraph', lines: group }] : listsOf(group);
}

function listsOf(group: readonly Line[]): PlainBlock[] {
  const blocks: PlainBlock[] = [];
  for (const line of group) {
    const last = blocks.at(-1);
    const number = NUMBER.exec(line.text);
    const mark = number?.[0] ?? BULLET.exec(line.text)?.[0];
    if (mark === undefined) {
      if (last?.kind === 'list') last.items.at(-1)?.push(line);
      else if (last?.kind === 'paragraph') last.lines.push(line);
      else blocks.push({ kind: 'paragraph', lines: [line] });
      continue;
    }
    const item = { text: line.text.slice(mark.length), at: line.at + mark.length };
    const n = Number(number?.[1] ?? 0);
    const goesOn = last?.kind === 'list' && last.ordered === (number !== null);
    if (goesOn && (number === null || n === last.start + last.items.length)) last.items.push([item]);
    else blocks.push({ kind: 'list', ordered: number !== null, start: n, items: [[item]] });
  }
  return blocks;
}

/** A long table comes in groups, each with its header again: they are one table, whose header is told once. */
function joinTables(blocks: readonly PlainBlock[]): PlainBlock[] {
  const joined: PlainBlock[] = [];
  for (const block of blocks) {
    const last = joined.at(-1);
    const again = block.kind === 'table' && last?.kind === 'table' ? sameRows(last.rows, block.rows) : 0;
    if (block.kind === 'table' && last?.kind === 'table' && again > 0) {
      last.head = again;
      last.rows.push(...block.rows.map((row, index) => (index < again ? { ...row, repeated: true } : row)));
    } else joined.push(block);
  }
  return joined;
}

function sameRows(a: readonly Line[], b: readonly Line[]): number {
  let same = 0;
  while (same < Math.min(a.length, b.length) && a[same]?.text === b[same]?.text) same++;
  return same;
}

/** Lines that were broken for their length alone go on as one: such a line is about as long as the longest. */
const FULL = 0.75;
const SHORTEST_WIDTH = 45;

/** Whether each line but the last is followed by a break that was meant. */
export function breaksAfter(lines: readonly Line[]): boolean[] {
  const widest = Math.max(...lines.map(({ text }) => text.trimEnd().length));
  return lines
    .slice(0, -1)
    .map(({ text }) => widest < SHORTEST_WIDTH || text.trimEnd().length < FULL * widest);
}
