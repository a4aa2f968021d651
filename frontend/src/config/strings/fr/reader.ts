import { count } from '@/config/format';
import { pluralIn } from '@/config/plural';
import type { Strings } from '@/config/strings/shape';

const plural = pluralIn('fr');

export const reader: Strings['reader'] = {
  title: 'Lecteur',
  pageView: 'Page',
  textView: 'Texte',
  views: 'Affichage',
  page: (n) => `Page ${n}`,
  pageOf: (n, total) => `Page ${n} sur ${total}`,
  thumbnails: 'Vignettes des pages',
  previousPage: 'Page précédente',
  nextPage: 'Page suivante',
  zoomIn: 'Agrandir',
  zoomOut: 'Réduire',
  earlier: 'Afficher ce qui précède',
  later: 'Afficher ce qui suit',
  loading: 'Ouverture…',
  failed: 'Ce passage n’a pas pu être ouvert.',
  gone: 'Ce document a été supprimé. Voici le passage tel qu’il a été cité.',
  pdfFailed: 'Cette page n’a pas pu être affichée. Le texte est toujours là.',
  quoteNotOnPage: 'La citation n’a pas pu être surlignée sur cette page. La vue Texte la montre.',
  download: 'Ouvrir le fichier d’origine',
  askAboutPage: 'Poser une question sur cette page',
  askAboutPassage: 'Poser une question sur ce passage',
  askPrompt: (name, page) =>
    page ? `À propos de la page ${page} de « ${name} » : ` : `À propos de « ${name} » : `,
  search: 'Chercher dans ce document',
  searchHits: (n, exact) =>
    exact > 0 && exact < n
      ? `${count(exact)} avec ces mots, ${count(n - exact)} apparentés`
      : plural(n, { one: '# passage trouvé', other: '# passages trouvés' }),
  goneWhole: 'Ce document a été supprimé.',
  noPassages: 'Ce document ne contient pas de texte.',
  guide: 'À propos de ce document',
  guideQuestions: 'Questions auxquelles il répond',
};
