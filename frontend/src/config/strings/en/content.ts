import { count } from '@/config/format';
export const content = {
  code: 'Code',
  wrapLines: 'Wrap lines',
  copyTable: 'Copy table',
  saveTable: 'Save as CSV',
  tableFile: 'table',
  expandTable: 'Show large',
  verified: 'The quote says this',
  openPage: 'Open page',
  openPassage: 'Open passage',
  copyQuote: 'Copy quote',
  doubtLegend: 'Amber and dashed: check these yourself',
  citationCard: 'About this source',
  standing: {
    changed: 'The document has changed since this answer. These words may stand elsewhere now, or nowhere.',
    deleted: 'This document has been deleted.',
  },
  step: (n: number, total: number) => `Citation ${count(n)} of ${count(total)}`,
  previousStep: 'Previous citation',
  nextStep: 'Next citation',
};
