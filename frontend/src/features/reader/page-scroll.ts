/** What of a PDF's pages can be seen, and how one gets to others. */
import { pageAt, pagesBetween, type PageLayout } from '@/features/reader/page-layout';

/** A page to go to. Each new one is gone to, also where it has the same page. */
export interface Goal {
  page: number;
  /** Whether to go on to the quote that is marked there. */
  quote: boolean;
}

export interface Seen {
  /** The page that is read. */
  page: number;
  /** The pages that can be seen, or half a screen further on. */
  near: readonly number[];
}

/** By these a person moves through the pages. */
const MOVES = ['wheel', 'touchmove', 'keydown', 'pointerdown'] as const;

function reaches(view: DOMRect, mark: Element): boolean {
  const { top, bottom } = mark.getBoundingClientRect();
  return bottom > view.top && top < view.bottom;
}

/** Keeps what is read in its place while pages turn out larger than thought, or are enlarged or turned. */
export class PageScroll {
  #box: HTMLElement | null = null;
  #layout: PageLayout | null = null;
  #seen: Seen;
  /** What stands at the upper edge: a page, and the share of it that is above. */
  #place: { page: number; share: number };
  /** The page that was asked for, until the person moves on. */
  #held: number | null;
  #mark: HTMLElement | null = null;
  /** The mark is to be led to as soon as it is there, or there again. */
  #awaited: boolean;
  #listener: () => void = () => undefined;

  constructor({ page, quote }: Goal) {
    this.#awaited = quote;
    this.#place = { page, share: 0 };
    this.#held = page;
    this.#seen = { page, near: [] };
  }

  readonly seen = (): Seen => this.#seen;

  /** For the one component that draws the pages. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listener = listener;
    return () => (this.#listener = () => undefined);
  };

  /** Listens to the box in which the pages scroll, until the returned function is called. */
  attach(box: HTMLElement): () => void {
    this.#box = box;
    const moved = () => {
      this.#held = null;
      this.#awaited = false;
    };
    const look = () => this.#look();
    box.addEventListener('scroll', look, { passive: true });
    for (const move of MOVES) box.addEventListener(move, moved, { passive: true });
    return () => {
      box.removeEventListener('scroll', look);
      for (const move of MOVES) box.removeEventListener(move, moved);
    };
  }

  /** The pages stand otherwise now: what was read stays where it was, and a mark that was seen is seen. */
  lay(layout: PageLayout | null): void {
    this.#layout = layout;
    const view = this.#box?.getBoundingClientRect();
    this.#awaited ||= Boolean(view && this.#mark && reaches(view, this.#mark));
    this.#lead();
  }

  go({ page, quote }: Goal): void {
    this.#held = page;
    this.#place = { page, share: 0 };
    this.#awaited = quote;
    this.#lead();
    if (this.#mark?.isConnected) this.leadTo(this.#mark);
  }

  /** A quote is marked: it is led to once, unless the person has moved on. */
  readonly leadTo = (mark: HTMLElement): void => {
    this.#mark = mark;
    if (!this.#awaited) return;
    this.#awaited = false;
    mark.scrollIntoView({ block: 'center', inline: 'center' });
  };

  #lead(): void {
    if (!this.#box || !this.#layout) return;
    const { page, share } = this.#place;
    const { tops, sizes } = this.#layout;
    this.#box.scrollTop = (tops[page - 1] ?? 0) + share * (sizes[page - 1]?.height ?? 0);
    this.#look();
  }

  #look(): void {
    if (!this.#box || !this.#layout) return;
    const { scrollTop: y, clientHeight: high } = this.#box;
    const { tops, sizes } = this.#layout;
    const asked = this.#held;
    const reached = asked !== null && pagesBetween(tops, y, y + high).includes(asked);
    this.#tell({
      page: reached ? asked : pageAt(tops, y + high / 2),
      near: pagesBetween(tops, y - high / 2, y + high * 1.5),
    });
    if (asked !== null) return;
    const page = pageAt(tops, y);
    this.#place = { page, share: (y - (tops[page - 1] ?? 0)) / (sizes[page - 1]?.height ?? 1) };
  }

  #tell(seen: Seen): void {
    if (seen.page === this.#seen.page && seen.near.join() === this.#seen.near.join()) return;
    this.#seen = seen;
    this.#listener();
  }
}
