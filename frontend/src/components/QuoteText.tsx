/** A quote of a document: that of a Markdown file without its notation. */
import { Suspense, lazy } from 'react';

const Quote = lazy(() => import('@/components/markdown/Quote'));
const MARKDOWN = /\.(?:md|markdown|ipynb)$/i;

export function isMarkdown(filename: string): boolean {
  return MARKDOWN.test(filename);
}

export function QuoteText({ filename, text }: { filename: string; text: string }) {
  if (!isMarkdown(filename)) return text;
  return (
    <Suspense fallback={text}>
      <Quote text={text} />
    </Suspense>
  );
}
