/** Cuts markdown into blocks that can be drawn apart, so that a growing answer redraws only its last one. */

export interface Block {
  text: string;
  /** Where the block begins in the whole text. */
  offset: number;
}

/** Past this many lines a list is cut between two of its items: redrawing it all would take too long. */
const LONG_LIST = 24;

const FENCE = /^ {0,3}(```+|~~~+)/;
const ITEM = /^(?:[-*+]|\d{1,9}[.)])\s/;
const INSIDE_ITEM = /^(?: {2,}|\t)/;

export function splitBlocks(text: string): Block[] {
  const cutter = new Cutter();
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
  #fence: string | null = null;
  #afterBlank = false;
  #list = false;
  #lines = 0;

  line(line: string, offset: number): void {
    const blank = line.trim() === '';
    if (this.#begins(line, blank)) {
      this.blocks.push({ text: line, offset });
      this.#list = ITEM.test(line);
      this.#lines = 1;
    } else {
      const block = this.blocks[this.blocks.length - 1];
      if (block) block.text += line;
      this.#lines++;
    }
    this.#afterBlank = blank;
    this.#followFence(line);
  }

  #begins(line: string, blank: boolean): boolean {
    if (this.blocks.length === 0) return true;
    if (this.#fence !== null || blank) return false;
    if (this.#list && ITEM.test(line)) return this.#lines >= LONG_LIST;
    if (this.#list && INSIDE_ITEM.test(line)) return false;
    return this.#afterBlank;
  }

  #followFence(line: string): void {
    const mark = FENCE.exec(line)?.[1];
    if (this.#fence === null) this.#fence = mark ?? null;
    else if (mark?.startsWith(this.#fence) && line.trim() === mark) this.#fence = null;
  }
}
