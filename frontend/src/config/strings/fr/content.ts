import type { Strings } from '@/config/strings/en';

export const content: Strings['content'] = {
  code: 'Code',
  wrapLines: 'Couper les lignes longues',
  copyTable: 'Copier le tableau',
  saveTable: 'Enregistrer en CSV',
  tableFile: 'tableau',
  expandTable: 'Agrandir',
};
