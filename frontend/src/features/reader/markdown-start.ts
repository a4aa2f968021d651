/** What must stand before a Markdown text that was cut out of a longer one, for it to be read as it was meant. */

const FENCE = /^ {0,3}(?:`{3,}|~{3,})[ \t]*(\S*)/gm;
const DELIMITER = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;

/** Whether a text begins within code: a fence that must be an end, as no word stands behind it, comes before one that has one. */
function beginsInCode(text: string): boolean {
  const words = [...text.matchAll(FENCE)].map(([, word = '']) => word);
  const isWrong = words.some((word, index) => index % 2 === 1 && word !== '');
  return isWrong || (words.length % 2 === 1 && words.length > 0 && words[0] === '' && words.length > 1);
}

export function markdownStart(text: string, isBeginning: boolean): string {
  if (isBeginning) return '';
  if (beginsInCode(text)) return '```\n';
  const [first = '', second = ''] = text.trimStart().split('\n', 2);
  if (!/^\|.*\|\s*$/.test(first) || DELIMITER.test(second)) return '';
  const columns = first
    .trim()
    .slice(1, -1)
    .split(/(?<!\\)\|/).length;
  return `|${' |'.repeat(columns)}\n|${' - |'.repeat(columns)}\n`;
}
