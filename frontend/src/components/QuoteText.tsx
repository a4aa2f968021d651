/** A quote of a document: that of a Markdown file without its notation. */
import { Suspense, lazy } from 'react';

const Quote = lazy(() => import('@/components/markdown/Quote'));
const MARKDOWN = /\.(?:md|markdown|ipynb)$/i;

export function QuoteText({ filename, text }: { filename: string; text: string }) {
  if (!MARKDOWN.test(filename)) return text;
  return (
    <Suspense fallback={text}>
      <Quote text={text} />
    </Suspense>
  );
}
