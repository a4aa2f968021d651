/** Where a quote stands on the picture of a page, by the boxes of the words that were recognised there. */
import type { Passage, WordBox } from '@/types/api';

/** Shares of the page's width and height, from its upper left corner. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const WHOLE = 10_000;

/** Words whose heights overlap by this share of the lower one stand on one line. */
const SAME_LINE = 0.5;

function boxOf([, , left, top, right, bottom]: WordBox): Box {
  return { left: left / WHOLE, top: top / WHOLE, right: right / WHOLE, bottom: bottom / WHOLE };
}

function goesOn(before: Box, next: Box): boolean {
  const shared = Math.min(before.bottom, next.bottom) - Math.max(before.top, next.top);
  const lower = Math.min(before.bottom - before.top, next.bottom - next.top);
  return next.left >= before.left && shared > SAME_LINE * lower;
}

/** The boxes of the words from `start` to `end` (code points) that stand on `page`; those of a line are one box. */
export function boxesOf(
  passages: readonly Passage[],
  { start, end }: { start: number; end: number },
  page: number,
): Box[] {
  const boxes: Box[] = [];
  const words = passages.filter((passage) => passage.page === page).flatMap((passage) => passage.words ?? []);
  for (const word of words) {
    if (word[1] <= start || word[0] >= end) continue;
    const box = boxOf(word);
    const last = boxes.at(-1);
    if (last && goesOn(last, box)) {
      last.right = Math.max(last.right, box.right);
      last.top = Math.min(last.top, box.top);
      last.bottom = Math.max(last.bottom, box.bottom);
    } else {
      boxes.push(box);
    }
  }
  return boxes;
}

/** A box where it stands after the page was turned to the right by quarters of a circle. */
export function turned(box: Box, quarters: number): Box {
  if (quarters % 4 === 0) return box;
  const { left, top, right, bottom } = turned(box, quarters - 1);
  return { left: 1 - bottom, top: left, right: 1 - top, bottom: right };
}
