export const content = {
  code: 'Code',
  wrapLines: 'Wrap lines',
  copyTable: 'Copy table',
  saveTable: 'Save as CSV',
  tableFile: 'table',
  expandTable: 'Show large',
};
