import { count } from '@/config/format';
import { pluralIn } from '@/config/plural';
import type { Strings } from '@/config/strings/shape';

const plural = pluralIn('es');

export const reader: Strings['reader'] = {
  title: 'Lector',
  pageView: 'Página',
  textView: 'Texto',
  views: 'Vista',
  page: (n) => `Página ${n}`,
  pageOf: (n, total) => `Página ${n} de ${total}`,
  thumbnails: 'Miniaturas de páginas',
  previousPage: 'Página anterior',
  nextPage: 'Página siguiente',
  zoomIn: 'Ampliar',
  zoomOut: 'Reducir',
  earlier: 'Mostrar lo anterior',
  later: 'Mostrar lo siguiente',
  loading: 'Abriendo…',
  failed: 'No se ha podido abrir este pasaje.',
  gone: 'Este documento se ha eliminado. Este es el pasaje tal como se citó.',
  pdfFailed: 'No se ha podido mostrar esta página. El texto sigue aquí.',
  quoteNotOnPage: 'La cita no se ha podido marcar en esta página. La vista de texto la muestra.',
  download: 'Abrir el archivo original',
  askAboutPage: 'Preguntar sobre esta página',
  askAboutPassage: 'Preguntar sobre este pasaje',
  askPrompt: (name, page) => (page ? `Sobre la página ${page} de «${name}»: ` : `Sobre «${name}»: `),
  search: 'Buscar en este documento',
  searchHits: (n, exact) =>
    exact > 0 && exact < n
      ? `${count(exact)} con estas palabras, ${count(n - exact)} relacionados`
      : plural(n, { one: '# pasaje encontrado', other: '# pasajes encontrados' }),
  goneWhole: 'Este documento se ha eliminado.',
  noPassages: 'Este documento no contiene texto.',
  guide: 'Sobre este documento',
  guideQuestions: 'Preguntas que responde',
};
