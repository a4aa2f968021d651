/** A rehype plugin that marks a quote in a drawn document, and frames the passage that it was cited from. */
import type { HtmlNode as Plain } from '@/components/markdown/figures';
import { sourceUnits } from '@/features/reader/source-map';

export interface Marking {
  /** The text that was drawn, with `head` units before it that are none of the document's. */
  source: string;
  head: number;
  /** Units of the document's text from the first to the second. */
  quote: readonly [number, number] | null;
  passage: readonly [number, number] | null;
}

interface HtmlNode extends Plain {
  children?: HtmlNode[];
  position?: { start: { offset?: number }; end: { offset?: number } };
}

const FENCE = /^[ \t>]*(?:`{3,}|~{3,})[^\n]*(?:\n|$)/;

export function rehypeMark({ source, head, quote, passage }: Marking) {
  return (tree: unknown): void => {
    const root = tree as HtmlNode;
    const marker = new Marker(source, quote && [quote[0] + head, quote[1] + head]);
    const blocks = (root.children ?? []).map((child) => marker.block(child));
    root.children = passage
      ? framed(blocks, [passage[0] + head, passage[1] + head])
      : blocks.map(({ node }) => node);
  };
}

interface Block {
  node: HtmlNode;
  /** The units of the source that its letters come from; null where it has none. */
  range: [number, number] | null;
}

class Marker {
  #at = 0;
  #range: [number, number] | null = null;
  readonly #source: string;
  readonly #quote: readonly [number, number] | null;

  constructor(source: string, quote: readonly [number, number] | null) {
    this.#source = source;
    this.#quote = quote;
  }

  block(node: HtmlNode): Block {
    this.#range = null;
    const [marked = node] = this.#visit(node);
    return { node: marked, range: this.#range };
  }

  #visit(node: HtmlNode): HtmlNode[] {
    const start = node.position?.start.offset;
    if (start !== undefined && start >= this.#at) this.#at = start;
    // Raw HTML is shown as the text that it is.
    if (node.type === 'text' || node.type === 'raw') return this.#text({ ...node, type: 'text' });
    if (node.tagName === 'pre')
      this.#at += FENCE.exec(this.#source.slice(this.#at, this.#at + 400))?.[0].length ?? 0;
    // A formula is drawn of its source: it is marked whole or not at all.
    if (node.tagName === 'data') return this.#whole(node);
    if (node.children) node.children = node.children.flatMap((child) => this.#visit(child));
    return [node];
  }

  #units(value: string): number[] {
    const { units, end } = sourceUnits(value, this.#source, this.#at);
    this.#at = end;
    const [first, last] = [units[0], units.at(-1)];
    if (first !== undefined && last !== undefined) this.#range = [this.#range?.[0] ?? first, last + 1];
    return units;
  }

  #isQuoted(unit: number): boolean {
    return this.#quote !== null && unit >= this.#quote[0] && unit < this.#quote[1];
  }

  #text(node: HtmlNode): HtmlNode[] {
    const value = node.value ?? '';
    // Blanks that were put between elements stand nowhere in the source.
    if (value.trim() === '' && node.position === undefined) return [node];
    const units = this.#units(value);
    const parts: HtmlNode[] = [];
    for (let from = 0; from < value.length;) {
      const quoted = this.#isQuoted(units[from] ?? -1);
      let to = from + 1;
      while (to < value.length && this.#isQuoted(units[to] ?? -1) === quoted) to++;
      const text = { type: 'text', value: value.slice(from, to) };
      parts.push(quoted ? mark([text]) : text);
      from = to;
    }
    return parts.length > 0 ? parts : [node];
  }

  #whole(node: HtmlNode): HtmlNode[] {
    const units = this.#units((node.children ?? []).map(({ value }) => value ?? '').join(''));
    return units.some((unit) => this.#isQuoted(unit)) ? [mark([node])] : [node];
  }
}

function mark(children: HtmlNode[]): HtmlNode {
  return { type: 'element', tagName: 'mark', properties: { dataTestid: 'reader-quote' }, children };
}

/** The blocks, those of the passage in a frame of their own. */
function framed(blocks: readonly Block[], [from, to]: readonly [number, number]): HtmlNode[] {
  const isIn = ({ range }: Block) => range !== null && range[0] < to && range[1] > from;
  const first = blocks.findIndex(isIn);
  if (first < 0) return blocks.map(({ node }) => node);
  const last = blocks.findLastIndex(isIn);
  const nodes = blocks.map(({ node }) => node);
  const frame: HtmlNode = {
    ...{ type: 'element', tagName: 'section' },
    properties: { dataTestid: 'reader-passage' },
    children: nodes.slice(first, last + 1),
  };
  return [...nodes.slice(0, first), frame, ...nodes.slice(last + 1)];
}
