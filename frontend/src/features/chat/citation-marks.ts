/** Makes the markers of an answer nodes of their own; finds the citation that a mark stands for. */
import { CLOSE, OPEN, plain } from '@/components/markdown/private-marks';
import type { Citation } from '@/types/api';

const MARK = new RegExp(`${OPEN}(\\d{1,3})${CLOSE}`, 'g');
const MARKER = /\[(\d{1,3})\]/y;
const FOREIGN = new RegExp(`[${OPEN}${CLOSE}]`, 'g');

/**
 * An answer's text, of the same length, in which its markers can be told from brackets that belong to the text.
 * `markers` count code points; null makes a marker of every `[n]`.
 */
export function markCitations(text: string, markers: readonly number[] | null): string {
  const own = text.replace(FOREIGN, '\uFFFD');
  if (markers === null) return own.replace(/\[(\d{1,3})\](?!:)/g, `${OPEN}$1${CLOSE}`);
  const pieces: string[] = [];
  let done = 0;
  for (const at of unitsAt(own, markers)) {
    MARKER.lastIndex = at;
    const marker = at < done ? null : MARKER.exec(own);
    if (marker === null) continue;
    pieces.push(own.slice(done, at), OPEN, marker[1] ?? '', CLOSE);
    done = MARKER.lastIndex;
  }
  return pieces.join('') + own.slice(done);
}

/** Offsets in UTF-16 units, as JavaScript counts, of offsets in code points, as the service does; in order. */
function unitsAt(text: string, points: readonly number[]): readonly number[] {
  if (!/[\uD800-\uDBFF]/.test(text)) return points;
  let [point, unit] = [0, 0];
  return points.map((at) => {
    for (; point < at && unit < text.length; point++) unit += (text.codePointAt(unit) ?? 0) > 0xffff ? 2 : 1;
    return unit;
  });
}

/** The parts of a Markdown tree (mdast) that this plugin reads. */
interface Node {
  type: string;
  value?: string;
  url?: string;
  alt?: string | null;
  title?: string | null;
  children?: Node[];
  position?: { start: { offset?: number } };
  data?: { hName: string; hProperties: Record<string, string | number> };
}

function markNode(n: number, offset: number): Node {
  return { type: 'citationMark', data: { hName: 'cite', hProperties: { dataN: n, dataAt: offset } } };
}

function splitText(node: Node): Node[] {
  const value = node.value ?? '';
  const base = node.position?.start.offset ?? 0;
  const parts: Node[] = [];
  let from = 0;
  for (const match of value.matchAll(MARK)) {
    if (match.index > from) parts.push({ type: 'text', value: value.slice(from, match.index) });
    parts.push(markNode(Number(match[1]), base + match.index));
    from = match.index + match[0].length;
  }
  if (parts.length === 0) return [node];
  if (from < value.length) parts.push({ type: 'text', value: value.slice(from) });
  return parts;
}

function transform(node: Node): Node[] {
  if (node.type === 'text') return splitText(node);
  // Code, addresses and descriptions keep their brackets.
  for (const name of ['value', 'url', 'alt', 'title'] as const) {
    const text = node[name];
    if (text) node[name] = plain(text);
  }
  if (node.children) node.children = node.children.flatMap(transform);
  return [node];
}

/** A remark plugin. */
export function remarkCitations() {
  return (tree: unknown): void => {
    transform(tree as Node);
  };
}

/** The citations of each source. */
export type CitationIndex = ReadonlyMap<number, readonly Citation[]>;

export function indexCitations(citations: readonly Citation[]): CitationIndex {
  const index = new Map<number, Citation[]>();
  for (const citation of citations) {
    const list = index.get(citation.n);
    if (list) list.push(citation);
    else index.set(citation.n, [citation]);
  }
  return index;
}

/**
 * The citation of source `n` whose sentence holds the mark at character `at` of the answer, or stands
 * nearest to it; null while none has come.
 */
export function citationAt(index: CitationIndex, n: number, at: number): Citation | null {
  const distance = (c: Citation) => Math.max(c.answer_start - at, at - c.answer_end, 0);
  return (index.get(n) ?? []).reduce<Citation | null>(
    (best, citation) => (best === null || distance(citation) < distance(best) ? citation : best),
    null,
  );
}
