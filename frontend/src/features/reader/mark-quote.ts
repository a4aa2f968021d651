import { findQuote } from '@/lib/find-quote';
import type { DrawnPage } from '@/features/reader/pdf';

/** Marks a quote in a page's text layer; the first mark, or null when the quote is not on the page. */
export function markQuote({ divs, texts }: DrawnPage, quote: string): HTMLElement | null {
  let first: HTMLElement | null = null;
  for (const { piece, from, to } of findQuote(texts, quote)) {
    const div = divs[piece];
    const text = texts[piece];
    if (!div || text === undefined) continue;
    const mark = document.createElement('mark');
    mark.dataset.testid = 'reader-quote';
    mark.textContent = text.slice(from, to);
    div.replaceChildren(text.slice(0, from), mark, text.slice(to));
    first ??= mark;
  }
  return first;
}
