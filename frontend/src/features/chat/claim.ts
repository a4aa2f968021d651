/** The sentence of an answer that a citation stands for: its words, and where they are drawn. */
import { cut } from '@/lib/code-points';
import { lettersOf } from '@/lib/find-quote';
import type { Citation } from '@/types/api';

const MARKER = /\[\d{1,3}\]/g;

/** The parts of a citation's sentence before and after the mark at code point `at`. */
export function claimOf(answer: string, citation: Citation, at: number): [before: string, after: string] {
  const middle = Math.max(citation.answer_start, Math.min(at, citation.answer_end));
  const part = (from: number, to: number) => cut(answer, from, to)[1].replace(MARKER, ' ');
  return [part(citation.answer_start, middle), part(middle, citation.answer_end)];
}

/** Letters of a sentence's beginning by which it is found, where the rest of it is drawn otherwise. */
const HEAD = 24;

function textNodesOf(answer: Element): Text[] {
  const walker = document.createTreeWalker(answer, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => {
    if (!(node instanceof HTMLElement)) return NodeFilter.FILTER_ACCEPT;
    return node.tagName === 'BUTTON' || node.hidden || node.popover
      ? NodeFilter.FILTER_REJECT
      : NodeFilter.FILTER_SKIP;
  });
  const nodes: Text[] = [];
  while (walker.nextNode()) nodes.push(walker.currentNode as Text);
  return nodes;
}

/** Where a claim is drawn around its mark; null where it is drawn in quite other letters. */
export function claimRange(mark: Element, [before, after]: [string, string]): Range | null {
  const answer = mark.closest('[data-answer]');
  if (!answer) return null;
  const nodes = textNodesOf(answer);
  const split = nodes.findIndex(
    (node) => mark.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING,
  );
  const middle = split < 0 ? nodes.length : split;
  const [drawn, wanted] = [
    lettersOf(nodes.slice(0, middle).map(({ data }) => data)),
    lettersOf([before]).text,
  ];
  const begin = drawn.text.endsWith(wanted)
    ? drawn.text.length - wanted.length
    : drawn.text.lastIndexOf(wanted.slice(0, HEAD));
  if (wanted === '' || begin < 0 || drawn.text.length - begin > 2 * wanted.length) return null;
  const range = document.createRange();
  const first = drawn.origin[begin];
  const node = first && nodes[first.piece];
  if (!node) return null;
  range.setStart(node, first.at);
  range.setEndBefore(mark);
  extend(range, nodes.slice(middle), after);
  return range;
}

/** To the end of what follows the mark, if it is drawn there. */
function extend(range: Range, nodes: readonly Text[], after: string): void {
  const [drawn, wanted] = [lettersOf(nodes.map(({ data }) => data)), lettersOf([after]).text];
  const last = drawn.text.startsWith(wanted) ? drawn.origin[wanted.length - 1] : undefined;
  const node = last && nodes[last.piece];
  if (node) range.setEnd(node, last.at + 1);
}

/** Tints a claim until the returned function is called. */
export function tint(range: Range | null): () => void {
  if (!range || !('CSS' in globalThis) || !CSS.highlights) return () => undefined;
  CSS.highlights.set('claim', new Highlight(range));
  return () => void CSS.highlights.delete('claim');
}

const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu;

/** Whether a word says something: a number, or more than a particle. */
const tells = (word: string) => /\p{N}/u.test(word) || word.length > 3;

export interface ClaimWord {
  text: string;
  shared: boolean;
}

/** A quote in pieces, the words apart that its claim has too. */
export function sharedWords(quote: string, claim: string): ClaimWord[] {
  const words = new Set((claim.toLowerCase().match(WORD) ?? []).filter(tells));
  const pieces: ClaimWord[] = [];
  let from = 0;
  for (const match of quote.matchAll(WORD)) {
    if (!words.has(match[0].toLowerCase())) continue;
    if (match.index > from) pieces.push({ text: quote.slice(from, match.index), shared: false });
    pieces.push({ text: match[0], shared: true });
    from = match.index + match[0].length;
  }
  return [...pieces, { text: quote.slice(from), shared: false }].filter(({ text }) => text !== '');
}
