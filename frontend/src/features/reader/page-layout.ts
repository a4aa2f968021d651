/** Where the pages of a PDF stand, one under the other. Lengths are CSS pixels, pages count from 1. */

export interface Size {
  width: number;
  height: number;
}

/** How pages are drawn: fitted to the room that they have, enlarged, turned by quarters of a circle to the right. */
export interface PageView {
  fit: 'width' | 'height';
  zoom: number;
  quarters: number;
}

export interface PageLayout {
  sizes: readonly Size[];
  /** Where each page begins. */
  tops: readonly number[];
  width: number;
  height: number;
}

/** Space between two pages. */
export const GAP = 12;

/** By how much a page of this size is enlarged. */
export function scaleOf(natural: Size, { fit, zoom, quarters }: PageView, room: Size): number {
  const { width, height } = quarters % 2 ? { width: natural.height, height: natural.width } : natural;
  const wide = (room.width * zoom) / width;
  return fit === 'width' ? wide : Math.min(wide, (room.height * zoom) / height);
}

function drawnSize(natural: Size, view: PageView, room: Size): Size {
  const scale = scaleOf(natural, view, room);
  const [width, height] = [natural.width * scale, natural.height * scale];
  return view.quarters % 2 ? { width: height, height: width } : { width, height };
}

/** Lays out `total` pages. A page of which nothing is `known` is taken for as large as is `usual`. */
export function layPages(
  total: number,
  known: ReadonlyMap<number, Size>,
  usual: Size,
  view: PageView,
  room: Size,
): PageLayout {
  const size = drawnSize(usual, view, room);
  const sizes = Array.from({ length: total }, (_, index) => {
    const natural = known.get(index + 1);
    return natural ? drawnSize(natural, view, room) : size;
  });
  const tops: number[] = [];
  let [width, next] = [0, 0];
  for (const one of sizes) {
    tops.push(next);
    next += one.height + GAP;
    width = Math.max(width, one.width);
  }
  return { sizes, tops, width, height: Math.max(0, next - GAP) };
}

/** The page that stands at a height, or the last one that begins above it. */
export function pageAt(tops: readonly number[], y: number): number {
  let [low, high] = [0, tops.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((tops[middle] ?? Infinity) <= y) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}

/** The pages from the first to the last that reach into what is between two heights. */
export function pagesBetween(tops: readonly number[], top: number, bottom: number): number[] {
  const first = pageAt(tops, top);
  return Array.from({ length: pageAt(tops, bottom) - first + 1 }, (_, index) => first + index);
}
