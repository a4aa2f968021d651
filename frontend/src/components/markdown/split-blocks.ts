/** Cuts markdown into blocks that can be drawn apart, so that a growing answer redraws only its last one. */

export interface Block {
  text: string;
  /** Where the block begins in the whole text. */
  offset: number;
  /** Lines to draw before the text: the header of a table that continues. */
  head: string;
  /** Whether it continues the block before, which became too long to redraw at once. */
  continues: boolean;
}

/** Past this much a list is cut between items, a table between rows, a paragraph or quote between lines. */
const LONG_LINES = 24;
const LONG_TEXT = 4_000;

/** Lines of a table that is drawn whole once it is finished, so that its header and its buttons serve all of it. */
const LONG_TABLE = 300;

const FENCE = /^ {0,3}(```+|~~~+)/;
const ITEM = /^(?:[-*+]|\d{1,9}[.)])\s/;
const INSIDE_ITEM = /^(?: {2,}|\t)/;
const QUOTE = /^ {0,3}>/;
/** The line below a table's header, or below a title: what stands above must stay with it. */
const RULE = /^[\s|:=-]+$/;
const DELIMITER = /^\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?$/;

type Kind = 'list' | 'quote' | 'table' | 'text';

/** `growing`: the last block is drawn anew with each piece that comes, so what is long is cut sooner. */
export function splitBlocks(text: string, growing = true): Block[] {
  const cutter = new Cutter(growing ? LONG_LINES : LONG_TABLE);
  for (let at = 0; at < text.length;) {
    const newline = text.indexOf('\n', at);
    const next = newline < 0 ? text.length : newline + 1;
    cutter.line(text.slice(at, next), at);
    at = next;
  }
  return cutter.blocks;
}

class Cutter {
  readonly blocks: Block[] = [];
  readonly #tableLines: number;
  #fence: string | null = null;
  #afterBlank = false;
  #kind: Kind = 'text';
  #lines = 0;
  #head = '';
  #last = '';

  constructor(tableLines: number) {
    this.#tableLines = tableLines;
  }

  line(line: string, offset: number): void {
    const blank = line.trim() === '';
    const block = this.blocks[this.blocks.length - 1];
    if (!block || this.#begins(line, blank)) {
      this.blocks.push({ text: line, offset, head: '', continues: false });
      this.#kind = ITEM.test(line) ? 'list' : QUOTE.test(line) ? 'quote' : 'text';
      this.#lines = 1;
    } else if (this.#mayCut(line, blank) && this.#isLong(block)) {
      const head = this.#kind === 'table' ? this.#head : '';
      this.blocks.push({ text: line, offset, head, continues: true });
      this.#lines = 1;
    } else {
      block.text += line;
      this.#lines++;
    }
    this.#afterBlank = blank;
    this.#followFence(line);
    this.#followTable(line);
    this.#last = line;
  }

  #begins(line: string, blank: boolean): boolean {
    if (this.#fence !== null || blank || !this.#afterBlank) return false;
    if (this.#kind === 'list') return !ITEM.test(line) && !INSIDE_ITEM.test(line);
    return true;
  }

  #isLong({ text }: Block): boolean {
    if (this.#kind === 'table') return this.#lines >= this.#tableLines;
    return this.#lines >= LONG_LINES || text.length >= LONG_TEXT;
  }

  #mayCut(line: string, blank: boolean): boolean {
    if (this.#fence !== null || blank) return false;
    if (this.#kind === 'list') return ITEM.test(line);
    if (this.#kind === 'quote') return QUOTE.test(line);
    return !RULE.test(line);
  }

  #followFence(line: string): void {
    const mark = FENCE.exec(line)?.[1];
    if (this.#fence === null) this.#fence = mark ?? null;
    else if (mark?.startsWith(this.#fence) && line.trim() === mark) this.#fence = null;
  }

  #followTable(line: string): void {
    if (this.#kind !== 'text' || !line.includes('|') || !this.#last.includes('|')) return;
    if (!DELIMITER.test(line.trim())) return;
    this.#kind = 'table';
    this.#head = this.#last + line;
  }
}
