/** As far as that a box stays away from the edge of the window, in pixels. */
const MARGIN = 8;

/**
 * Where a box over the page begins from the left, in pixels, so that it begins (`start`) or ends (`end`) where its
 * anchor does, as the page's direction has it, and stays in the window.
 */
export function leftOf(anchor: DOMRect, width: number, side: 'start' | 'end'): number {
  const fromLeft = (side === 'start') === (document.documentElement.dir !== 'rtl');
  const wished = fromLeft ? anchor.left : anchor.right - width;
  return Math.max(MARGIN, Math.min(wished, innerWidth - width - MARGIN));
}
