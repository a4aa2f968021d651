/** Finds `[n]` in an answer and makes it a node of its own; finds the citation that a mark stands for. */
import type { Citation } from '@/types/api';

const MARK = /\[(\d{1,3})\]/g;

/** The parts of a Markdown tree (mdast) that this plugin reads. */
interface Node {
  type: string;
  value?: string;
  label?: string | null;
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
  // A definition such as "[1]: https://…" in an answer must not turn its citations into links.
  if (node.type === 'linkReference' && /^\d{1,3}$/.test(node.label ?? '')) {
    return [markNode(Number(node.label), node.position?.start.offset ?? 0)];
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
