/** The parts of a Markdown tree (mdast) that the rules of answers read. */
export interface Node {
  type: string;
  value?: string;
  url?: string;
  alt?: string | null;
  title?: string | null;
  label?: string | null;
  identifier?: string;
  children?: Node[];
  position?: { start: { offset?: number } };
  data?: { hName?: string; hProperties?: Record<string, string | number> };
}

/** A text cut at what a pattern finds; each piece knows where it begins, as citations ask for it. */
export function splitText(node: Node, pattern: RegExp, made: (match: RegExpExecArray) => Node): Node[] {
  const value = node.value ?? '';
  const base = node.position?.start.offset ?? 0;
  const parts: Node[] = [];
  let from = 0;
  const push = (to: number) => {
    if (to <= from) return;
    parts.push({ type: 'text', value: value.slice(from, to), position: { start: { offset: base + from } } });
  };
  for (const match of value.matchAll(pattern)) {
    push(match.index);
    parts.push(made(match));
    from = match.index + match[0].length;
  }
  push(value.length);
  return from === 0 ? [node] : parts;
}
