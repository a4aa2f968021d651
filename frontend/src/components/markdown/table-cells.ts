/** The texts of a table as it stands in the page. */

function textOf(node: Node): string {
  if (!(node instanceof HTMLElement)) return node.nodeType === Node.TEXT_NODE ? (node.textContent ?? '') : '';
  // A citation is no part of the figure before it, nor a note of the page; a formula is given as it was written.
  if (node.tagName === 'BUTTON' || node.dataset.note !== undefined) return '';
  if (node.dataset.tex !== undefined) return node.dataset.tex;
  return [...node.childNodes].map(textOf).join('');
}

export function rowsOf(table: HTMLTableElement): string[][] {
  return [...table.rows].map((row) => [...row.cells].map((cell) => textOf(cell).trim()));
}
