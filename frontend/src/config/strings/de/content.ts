import type { Strings } from '@/config/strings/en';

export const content: Strings['content'] = {
  code: 'Code',
  wrapLines: 'Zeilen umbrechen',
  copyTable: 'Tabelle kopieren',
  saveTable: 'Als CSV speichern',
  tableFile: 'Tabelle',
  expandTable: 'Groß anzeigen',
};
