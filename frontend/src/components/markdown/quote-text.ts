/** A quote of a Markdown file as it reads: without the notation that it was cut out with. */
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import type { Node } from '@/components/markdown/split-text';

const parser = unified().use(remarkParse).use(remarkGfm, { singleTilde: false });

/** Notation at whose other end the quote was cut off. */
const HALF =
  /(?<![\p{L}\p{N}\\])(?:\*{1,3}|_{1,3}|~~|`{1,3})(?=[\p{L}\p{N}])|(?<=[\p{L}\p{N}.,;:!?)])(?:\*{1,3}|_{1,3}|~~|`{1,3})(?![\p{L}\p{N}])/gu;
/** The line below a table's header, where the quote begins with it. */
const TABLE_RULE = /^\s*\|?[ \t]*:?-{2,}[-:| \t]*\n/;

function readOf(node: Node): string {
  if (node.type === 'break') return ' ';
  if (node.type === 'text') return (node.value ?? '').replace(HALF, '');
  if (node.value !== undefined) return node.value;
  if (node.type === 'image') return node.alt ?? '';
  const between = BETWEEN[node.type] ?? '';
  return (node.children ?? []).map(readOf).filter(Boolean).join(between);
}

const BETWEEN: Record<string, string> = {
  root: ' ',
  list: ' ',
  listItem: ' ',
  blockquote: ' ',
  table: ' · ',
  tableRow: ' | ',
};

export function quoteText(quote: string): string {
  const tree = parser.parse(quote.replace(TABLE_RULE, '')) as unknown as Node;
  const text = readOf(tree).replace(/^\s*\|\s*|\s*\|\s*$/gm, '');
  return text.replace(/\s+/g, ' ').trim();
}
