import { count } from '@/config/format';
import { pluralIn } from '@/config/plural';

const plural = pluralIn('en');

export const reader = {
  title: 'Reader',
  pageView: 'Page',
  textView: 'Text',
  views: 'View',
  page: (n: number) => `Page ${n}`,
  pageOf: (n: number, total: number) => `Page ${n} of ${total}`,
  thumbnails: 'Page thumbnails',
  previousPage: 'Previous page',
  nextPage: 'Next page',
  zoomIn: 'Larger',
  zoomOut: 'Smaller',
  earlier: 'Show what comes before',
  later: 'Show what comes after',
  loading: 'Opening…',
  failed: 'This passage could not be opened.',
  gone: 'This document has been deleted. This is the passage as it was cited.',
  pdfFailed: 'This page could not be shown. The text is still here.',
  quoteNotOnPage: 'The quote could not be marked on this page. The text view shows it.',
  download: 'Open the original file',
  askAboutPage: 'Ask about this page',
  askAboutPassage: 'Ask about this passage',
  askPrompt: (name: string, page: number | null) =>
    page ? `About page ${page} of “${name}”: ` : `About “${name}”: `,
  search: 'Search in this document',
  searchHits: (n: number, exact: number) =>
    exact > 0 && exact < n
      ? `${count(exact)} with these words, ${count(n - exact)} related`
      : plural(n, { one: '# passage found', other: '# passages found' }),
  goneWhole: 'This document has been deleted.',
  noPassages: 'There is no text in this document.',
  guide: 'About this document',
  guideQuestions: 'Questions that it answers',
};
