import type { findQuote } from '@/lib/find-quote';
import type { PageText } from '@/features/reader/pdf';

interface Marked {
  first: HTMLElement | null;
  clear: () => void;
}

/** Marks a quote in a page's text layer, where it was found there. */
export function markQuote({ divs, texts }: PageText, found: ReturnType<typeof findQuote>): Marked {
  let first: HTMLElement | null = null;
  const changed = new Map<HTMLElement, string>();
  for (const { piece, from, to } of found) {
    const div = divs[piece];
    const text = texts[piece];
    if (!div || text === undefined) continue;
    const mark = document.createElement('mark');
    mark.dataset.testid = 'reader-quote';
    mark.textContent = text.slice(from, to);
    div.replaceChildren(text.slice(0, from), mark, text.slice(to));
    changed.set(div, text);
    first ??= mark;
  }
  return { first, clear: () => changed.forEach((text, div) => (div.textContent = text)) };
}
