/** Makes the markers of an answer nodes of their own. */
import { CLOSE, OPEN, plain } from '@/components/markdown/private-marks';
import { splitText, type Node } from '@/components/markdown/split-text';

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

function markNode(n: number, offset: number): Node {
  return { type: 'citationMark', data: { hName: 'cite', hProperties: { dataN: n, dataAt: offset } } };
}

function withMarks(node: Node): Node[] {
  const base = node.position?.start.offset ?? 0;
  return splitText(node, MARK, (match) => markNode(Number(match[1]), base + match.index));
}

function transform(node: Node): Node[] {
  if (node.type === 'text') return withMarks(node);
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
