/** How large and how wide the person wants to read, kept in this browser. */

export const SIZES = ['small', 'normal', 'large'] as const;
export const WIDTHS = ['narrow', 'wide'] as const;

export interface ViewSettings {
  size: (typeof SIZES)[number];
  width: (typeof WIDTHS)[number];
}

const KEY = 'grail.view';

export function readView(): ViewSettings {
  let stored: string[] = [];
  try {
    stored = (localStorage.getItem(KEY) ?? '').split(' ');
  } catch {
    // Storage may be forbidden: then the page looks as it does for everybody.
  }
  return {
    size: SIZES.find((size) => size === stored[0]) ?? 'normal',
    width: WIDTHS.find((width) => width === stored[1]) ?? 'narrow',
  };
}

/** Called before the first drawing, so that no text changes its size under the eye. */
export function applyView({ size, width }: ViewSettings = readView()): void {
  const { dataset } = document.documentElement;
  dataset.size = size;
  dataset.width = width;
}

export function keepView(view: ViewSettings): void {
  applyView(view);
  try {
    localStorage.setItem(KEY, `${view.size} ${view.width}`);
  } catch {
    // Then it holds for this visit.
  }
}
