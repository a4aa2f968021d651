import { count } from '@/config/format';
import type { Strings } from '@/config/strings/shape';

export const content: Strings['content'] = {
  code: 'Código',
  wrapLines: 'Quebrar linhas',
  copyTable: 'Copiar tabela',
  saveTable: 'Salvar como CSV',
  tableFile: 'tabela',
  expandTable: 'Ver ampliada',
  verified: 'A citação diz isto',
  openPage: 'Abrir a página',
  openPassage: 'Abrir a passagem',
  copyQuote: 'Copiar a citação',
  doubtLegend: 'Âmbar e tracejado: confirme você mesmo',
  citationCard: 'Sobre esta fonte',
  standing: {
    changed:
      'O documento mudou desde esta resposta. Estas palavras podem estar agora noutro lugar, ou em nenhum.',
    deleted: 'Este documento foi eliminado.',
  },
  step: (n: number, total: number) => `Citação ${count(n)} de ${count(total)}`,
  previousStep: 'Citação anterior',
  nextStep: 'Próxima citação',
  readerWidth: 'Largura do leitor',
  pageField: 'Número da página',
  fitWidth: 'Ajustar à largura',
  fitHeight: 'Ajustar à altura',
  rotate: 'Rodar',
};
