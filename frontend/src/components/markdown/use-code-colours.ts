import { useEffect, useRef, type RefObject } from 'react';
import { isLanguage } from '@/components/markdown/code-languages';
import type { Coloured } from '@/components/markdown/highlight';

/** Longer code stays in one colour: what a text costs stays bounded. */
const LONGEST = 40_000;

/** A code that grows is coloured when it has rested for so long. */
const REST_MS = 150;

function hasHighlights(): boolean {
  return 'CSS' in globalThis && typeof CSS === 'object' && 'highlights' in CSS;
}

interface Painted {
  code: string;
  ranges: [string, Range][];
}

/**
 * Colours code without a change of the page's tree, so that marks and React's own nodes stay as they are: the browser
 * paints ranges in the colours of `::highlight(code-…)`. A browser without them shows the code in one colour.
 */
export function useCodeColours(pre: RefObject<HTMLElement | null>, language: string | null): void {
  const painted = useRef<Painted>({ code: '', ranges: [] });
  useEffect(() => () => clear(painted.current), []);
  // After each drawing: the children are React nodes, and only the page knows their text.
  useEffect(() => {
    const element = pre.current;
    const code = element?.textContent ?? '';
    if (!element || language === null || !isLanguage(language) || code.length > LONGEST) return;
    if (!hasHighlights() || isStill(painted.current, code)) return;
    let current = true;
    const timer = setTimeout(() => {
      void import('@/components/markdown/highlight')
        .then(({ colourCode }) => {
          if (!current) return;
          clear(painted.current);
          painted.current = { code, ranges: paint(element, colourCode(code, language)) };
        })
        .catch(() => undefined); // Without its script the code stays in one colour.
    }, REST_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  });
}

function isStill({ code, ranges }: Painted, now: string): boolean {
  return code === now && ranges.length > 0 && ranges.every(([, range]) => range.startContainer.isConnected);
}

function clear({ ranges }: Painted): void {
  for (const [name, range] of ranges) CSS.highlights.get(name)?.delete(range);
}

function paint(element: HTMLElement, pieces: readonly Coloured[]): [string, Range][] {
  const nodes = textNodesOf(element);
  let index = 0;
  let begin = 0;
  return pieces.flatMap(({ from, to, colour }) => {
    const name = `code-${colour}`;
    const ranges: [string, Range][] = [];
    // A mark may part a word of the code in two nodes.
    for (let node = nodes[index]; node; node = nodes[++index]) {
      const end = begin + node.data.length;
      if (end > from)
        ranges.push([name, rangeOf(node, Math.max(from - begin, 0), Math.min(to, end) - begin)]);
      if (end >= to) break;
      begin = end;
    }
    for (const [, range] of ranges) highlightOf(name).add(range);
    return ranges;
  });
}

function textNodesOf(element: HTMLElement): Text[] {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const nodes: Text[] = [];
  while (walker.nextNode()) nodes.push(walker.currentNode as Text);
  return nodes;
}

function rangeOf(node: Text, from: number, to: number): Range {
  const range = document.createRange();
  range.setStart(node, from);
  range.setEnd(node, to);
  return range;
}

function highlightOf(name: string): Highlight {
  const existing = CSS.highlights.get(name);
  if (existing) return existing;
  const made = new Highlight();
  CSS.highlights.set(name, made);
  return made;
}
