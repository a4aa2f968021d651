/**
 * Keeps formulas apart from Markdown. Before it is parsed, each letter of a formula becomes one for private use, so that
 * Markdown reads nothing in it and every position stays; afterwards they are formulas, or text again where they stand in
 * code.
 */
import { plain } from '@/components/markdown/private-marks';
import { splitText, type Node } from '@/components/markdown/split-text';

interface Notation {
  open: string;
  close: string;
  display: boolean;
}

/** The notations of TeX in Markdown, the longer before those that begin alike. */
const NOTATIONS: readonly Notation[] = [
  { open: '$$', close: '$$', display: true },
  { open: '\\[', close: '\\]', display: true },
  { open: '\\(', close: '\\)', display: false },
  { open: '$', close: '$', display: false },
];

const BEGIN = 0xe010; // And one more for each notation: the first unit of what opens it.
const END = 0xe018; // Likewise the last unit of what closes it.
const LETTER = 0xe100; // An ASCII character within a formula is this much further on.
const OURS = /[\uE010-\uE01F\uE100-\uE17F]/g;
const FORMULA = /[\uE010-\uE013]([^\uE010-\uE01F]*)[\uE018-\uE01B]/g;
/** Units that a formula, or a span of code, has at most: what a text costs stays in proportion to its length. */
const LONGEST = 4_000;

/** A fence of code up to its end, a run of backticks, what may open a formula, and escapes. */
const TOKEN = /^ {0,3}(`{3,}|~{3,})[^\n]*\n(?:[\s\S]*?^ {0,3}\1[`~]*[ \t]*$|[\s\S]*)|`+|\$\$|\\[\s\S]|\$/gm;

/** What one between dollars is: a letter alone, or something with a sign. "$5" is a price. */
const IN_DOLLARS = /^(?:\p{L}|(?=[^]*[\\^_=<>+*/|{}])\S(?:[^]*\S)?)$/u;
const BESIDE = /[A-Za-z0-9$]/;

/** A text of the same length, its formulas in letters for private use. */
export function markFormulas(text: string): string {
  const own = text.replace(OURS, '\uFFFD');
  if (!/[$\\]/.test(own)) return own;
  const pieces: string[] = [];
  let done = 0;
  TOKEN.lastIndex = 0;
  for (let token = TOKEN.exec(own); token; token = TOKEN.exec(own)) {
    const open = token[0];
    if (open.startsWith('`') && !token[1]) {
      TOKEN.lastIndex = codeEnd(own, open, token.index);
      continue;
    }
    const end = formulaEnd(own, open, token.index);
    if (end === null) continue;
    pieces.push(own.slice(done, token.index), hidden(own.slice(token.index, end), open));
    done = TOKEN.lastIndex = end;
  }
  return pieces.join('') + own.slice(done);
}

/** Where a span of code ends that a run of backticks may begin; else the end of the run. */
function codeEnd(text: string, run: string, at: number): number {
  const from = at + run.length;
  for (const other of text.slice(from, from + LONGEST).matchAll(/`+/g)) {
    if (other[0].length === run.length) return from + other.index + run.length;
  }
  return from;
}

/** Where the formula ends that `open` begins; null where it begins none. */
function formulaEnd(text: string, open: string, at: number): number | null {
  const notation = NOTATIONS.find((one) => one.open === open);
  if (!notation) return null;
  const from = at + open.length;
  const near = text.slice(from, from + LONGEST);
  const to = open === '$' ? near.search(/(?<!\\)\$/) : near.indexOf(notation.close);
  if (to <= 0 || /\n[ \t]*\n/.test(near.slice(0, to))) return null;
  const end = from + to + notation.close.length;
  return open === '$' && !isMeant(text, at, end) ? null : end;
}

function isMeant(text: string, at: number, end: number): boolean {
  if (BESIDE.test(text.slice(Math.max(0, at - 1), at)) || BESIDE.test(text.slice(end, end + 1))) return false;
  return IN_DOLLARS.test(text.slice(at + 1, end - 1));
}

function hidden(formula: string, open: string): string {
  const kind = NOTATIONS.findIndex((one) => one.open === open);
  const inner = formula
    .slice(1, -1)
    .replace(/[\0-\x7F]/g, (letter) => String.fromCharCode(LETTER + letter.charCodeAt(0)));
  return String.fromCharCode(BEGIN + kind) + inner + String.fromCharCode(END + kind);
}

/** The text as it was. */
function shown(text: string): string {
  return text.replace(OURS, (unit) => {
    const code = unit.charCodeAt(0);
    if (code >= LETTER) return String.fromCharCode(code - LETTER);
    const notation = NOTATIONS[code >= END ? code - END : code - BEGIN];
    return (code >= END ? notation?.close.at(-1) : notation?.open[0]) ?? '';
  });
}

function formulaNode(match: RegExpExecArray): Node {
  const notation = NOTATIONS[match[0].charCodeAt(0) - BEGIN];
  const source = plain(shown(match[0]));
  const tex = source.slice(notation?.open.length, -(notation?.close.length ?? 1));
  return {
    type: 'formula',
    data: { hName: 'data', hProperties: { dataTex: tex, dataDisplay: String(notation?.display ?? false) } },
    children: [{ type: 'text', value: source }],
  };
}

function transform(node: Node): Node[] {
  if (node.type === 'text') return splitText(node, FORMULA, formulaNode);
  for (const name of ['value', 'url', 'alt', 'title'] as const) {
    const text = node[name];
    if (text) node[name] = shown(text);
  }
  if (node.children) node.children = node.children.flatMap(transform);
  return [node];
}

/** A remark plugin. */
export function remarkFormulas() {
  return (tree: unknown): void => {
    transform(tree as Node);
  };
}
