import type { Strings } from '@/config/strings/en';

export const content: Strings['content'] = {
  code: 'Código',
  wrapLines: 'Ajustar líneas',
  copyTable: 'Copiar tabla',
  saveTable: 'Guardar como CSV',
  tableFile: 'tabla',
  expandTable: 'Ver en grande',
};
