import { count } from '@/config/format';
import { pluralIn } from '@/config/plural';
import type { Strings } from '@/config/strings/shape';

const plural = pluralIn('de');

export const reader: Strings['reader'] = {
  title: 'Leseansicht',
  pageView: 'Seite',
  textView: 'Text',
  views: 'Ansicht',
  page: (n) => `Seite ${n}`,
  pageOf: (n, total) => `Seite ${n} von ${total}`,
  thumbnails: 'Seitenvorschau',
  previousPage: 'Vorige Seite',
  nextPage: 'Nächste Seite',
  zoomIn: 'Größer',
  zoomOut: 'Kleiner',
  earlier: 'Zeigen, was davor steht',
  later: 'Zeigen, was danach steht',
  loading: 'Wird geöffnet …',
  failed: 'Diese Textstelle konnte nicht geöffnet werden.',
  gone: 'Dieses Dokument wurde gelöscht. Das ist die Textstelle, wie sie zitiert wurde.',
  pdfFailed: 'Diese Seite konnte nicht angezeigt werden. Der Text ist noch da.',
  quoteNotOnPage: 'Das Zitat ließ sich auf dieser Seite nicht markieren. In der Textansicht ist es zu sehen.',
  download: 'Originaldatei öffnen',
  askAboutPage: 'Zu dieser Seite fragen',
  askAboutPassage: 'Zu dieser Textstelle fragen',
  askPrompt: (name, page) => (page ? `Zu Seite ${page} von „${name}“: ` : `Zu „${name}“: `),
  search: 'In diesem Dokument suchen',
  searchHits: (n, exact) =>
    exact > 0 && exact < n
      ? `${count(exact)} mit diesen Wörtern, ${count(n - exact)} verwandt`
      : plural(n, { one: '# Textstelle gefunden', other: '# Textstellen gefunden' }),
  goneWhole: 'Dieses Dokument wurde gelöscht.',
  noPassages: 'In diesem Dokument steht kein Text.',
  guide: 'Über dieses Dokument',
  guideQuestions: 'Fragen, die es beantwortet',
};
