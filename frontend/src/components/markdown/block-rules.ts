/** Rules for each block of an answer: which way it is written, footnotes where they stand. */

import { splitText, type Node } from '@/components/markdown/split-text';

/** A reference to a footnote. Its definition is in another block, so Markdown takes it for text. */
const REFERENCE = /\[\^([^\s[\]^]{1,40})\]/g;

function sup(label: string): Node {
  return {
    type: 'footnoteMark',
    data: { hName: 'sup' },
    children: [{ type: 'text', value: label }],
  };
}

function labelOf({ label, identifier }: Node): string {
  return label ?? identifier ?? '';
}

function withFootnotes(node: Node): Node[] {
  if (node.type === 'text') return splitText(node, REFERENCE, ([, label = '']) => sup(label));
  if (node.type === 'footnoteReference') return [sup(labelOf(node))];
  const children = node.children?.flatMap(withFootnotes);
  if (node.type !== 'footnoteDefinition') return [children ? { ...node, children } : node];
  const [first, ...rest] = children ?? [];
  if (first?.type !== 'paragraph') return children ?? [];
  const mark = [sup(labelOf(node)), { type: 'text', value: ' ' }];
  return [{ ...first, children: [...mark, ...(first.children ?? [])] }, ...rest];
}

function ownDirection(block: Node): Node {
  if (block.type === 'code') return block;
  const hProperties = { ...block.data?.hProperties, dir: 'auto' };
  return { ...block, data: { ...block.data, hProperties } };
}

/**
 * A remark plugin. Footnotes are told where they stand: the blocks of an answer are parsed one by one, and Markdown
 * leaves out a note that nothing in its own block refers to. Each block but code is written in the direction of its own
 * letters.
 */
export function remarkBlockRules() {
  return (tree: unknown): void => {
    const root = tree as Node;
    root.children = (root.children ?? []).flatMap(withFootnotes).map(ownDirection);
  };
}
