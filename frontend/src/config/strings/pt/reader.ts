import { count } from '@/config/format';
import { pluralIn } from '@/config/plural';
import type { Strings } from '@/config/strings/shape';

const plural = pluralIn('pt');

export const reader: Strings['reader'] = {
  title: 'Leitor',
  pageView: 'Página',
  textView: 'Texto',
  views: 'Modo de ver',
  page: (n) => `Página ${n}`,
  pageOf: (n, total) => `Página ${n} de ${total}`,
  thumbnails: 'Miniaturas das páginas',
  previousPage: 'Página anterior',
  nextPage: 'Próxima página',
  zoomIn: 'Aumentar',
  zoomOut: 'Diminuir',
  earlier: 'Mostrar o que vem antes',
  later: 'Mostrar o que vem depois',
  loading: 'Abrindo…',
  failed: 'Não foi possível abrir este trecho.',
  gone: 'Este documento foi excluído. Este é o trecho como foi citado.',
  pdfFailed: 'Não foi possível mostrar esta página. O texto continua aqui.',
  quoteNotOnPage: 'Não foi possível marcar a citação nesta página. O modo de texto a mostra.',
  download: 'Abrir o arquivo original',
  askAboutPage: 'Perguntar sobre esta página',
  askAboutPassage: 'Perguntar sobre este trecho',
  askPrompt: (name, page) => (page ? `Sobre a página ${page} de “${name}”: ` : `Sobre “${name}”: `),
  search: 'Buscar neste documento',
  searchHits: (n, exact) =>
    exact > 0 && exact < n
      ? `${count(exact)} com estas palavras, ${count(n - exact)} relacionados`
      : plural(n, { one: '# trecho encontrado', other: '# trechos encontrados' }),
  goneWhole: 'Este documento foi excluído.',
  noPassages: 'Não há texto neste documento.',
  guide: 'Sobre este documento',
  guideQuestions: 'Perguntas que ele responde',
};
