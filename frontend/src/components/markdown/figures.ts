/** Marks the cells of tables that hold a figure or a date: those are not broken. */

/** The parts of an HTML tree (hast) that are read here. */
export interface HtmlNode {
  type: string;
  tagName?: string;
  value?: string;
  children?: HtmlNode[];
  properties?: Record<string, unknown>;
}

/** Characters of the longest figure that must stay on one line. */
const LONGEST = 24;

/** Signs and digits, with a short unit or month among them: `$19.7 bn`, `2025-03-14`, `14 Mar 2025`. */
const FIGURE = /^(?=.*\p{N})[\p{N}\p{P}\p{S}\s]*(?:\p{L}{1,4}\.?[\p{N}\p{P}\p{S}\s]*){0,2}$/u;

export function isFigure(text: string): boolean {
  const trimmed = text.trim();
  return trimmed.length <= LONGEST && FIGURE.test(trimmed);
}

export function textOf(node: HtmlNode): string {
  return node.value ?? (node.children ?? []).map(textOf).join('');
}

function mark(node: HtmlNode): void {
  if (node.tagName === 'td' || node.tagName === 'th') {
    // What follows a figure, such as its citation, is no part of its text.
    const own = (node.children ?? []).filter(({ tagName }) => tagName !== 'cite').map(textOf);
    if (isFigure(own.join(''))) node.properties = { ...node.properties, dataFigure: true };
    return;
  }
  node.children?.forEach(mark);
}

/** A rehype plugin. */
export function rehypeFigures() {
  return (tree: unknown): void => mark(tree as HtmlNode);
}
