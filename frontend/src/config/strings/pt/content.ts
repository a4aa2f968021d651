import type { Strings } from '@/config/strings/en';

export const content: Strings['content'] = {
  code: 'Código',
  wrapLines: 'Quebrar linhas',
  copyTable: 'Copiar tabela',
  saveTable: 'Salvar como CSV',
  tableFile: 'tabela',
  expandTable: 'Ver ampliada',
};
