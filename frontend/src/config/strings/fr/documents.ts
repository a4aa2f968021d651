import { bytes, count, percent } from '@/config/format';
import { pluralIn } from '@/config/plural';
import { textFor } from '@/config/text-for';
import type { Strings } from '@/config/strings/shape';
import type { PartialReading } from '@/types/api';

const plural = pluralIn('fr');

/** Why a document was not read to its end. */
const reasons = {
  seconds: 'tout lire prend plus de temps qu’un document n’en a le droit',
  characters: 'il a plus de texte qu’un document ne peut en avoir',
  pages: 'il a plus de pages qu’un document ne peut en avoir',
  cells: 'il a plus de cellules qu’un document ne peut en avoir',
  members: 'il contient plus de fichiers qu’on n’en lit',
  too_complex: 'le reste demande plus de temps ou de mémoire qu’un document n’en a le droit',
};

const howFar: Record<PartialReading['unit'], (done: number, total: number) => string> = {
  page: (done, total) =>
    plural(done, { one: `# page sur ${count(total)}`, other: `# pages sur ${count(total)}` }),
  percent: (done) => `${percent(done / 100)} de ce fichier`,
  part: () => 'une partie de ce fichier',
};

export const documents: Strings['documents'] = {
  title: 'Documents',
  add: 'Ajouter des fichiers',
  addShort: 'Ajouter',
  addFolder: 'Ajouter un dossier',
  webSources: 'Sources web',
  dropTitle: 'Déposez les fichiers à ajouter',
  dropHint: (extensions, max) => `${extensions}, jusqu’à ${bytes(max)} chacun`,
  empty: 'Pas encore de documents',
  emptyHint: 'Déposez des fichiers ici, collez-les ou choisissez-les.',
  noMatch: 'Aucun document ne correspond.',
  filter: 'Filtrer par nom',
  searchInside: (words) => `Chercher « ${words} » dans les documents`,
  foundInside: (words) => `Dans les documents : « ${words} »`,
  allTags: 'Toutes les étiquettes',
  count: (n) => plural(n, { one: '# document', other: '# documents' }),
  loadFailed: 'Vos documents n’ont pas pu être chargés.',
  quota: (documents, allowed, size, most) =>
    `${count(documents)} documents sur ${count(allowed)}, ${bytes(size)} sur ${bytes(most)}`,
  nearlyFull: 'Votre espace est presque plein. Supprimez les documents dont vous n’avez plus besoin.',
  tooLarge: (name, max) => `« ${name} » dépasse ${bytes(max)} et n’a pas été ajouté.`,
  isEmpty: (name) => `« ${name} » est vide et n’a pas été ajouté.`,
  packed: (name) =>
    `« ${name} » contient d’autres fichiers. Décompressez-le et ajoutez le dossier : chaque fichier deviendra un document.`,
  wrongType: (name) => `« ${name} » ne peut pas être lu. Grail ne connaît pas ce type de fichier.`,
  kinds: {
    html: 'pages web',
    eml: 'e-mails',
    epub: 'livres numériques',
    png: 'images',
    py: 'code source',
  },
  moreKinds: 'et plus encore',
  status: {
    uploading: 'Envoi',
    queued: 'En attente',
    extracting: 'Lecture',
    embedding: 'Analyse',
    indexing: 'Classement',
    ready: 'Prêt',
    failed: 'Échec',
    deleting: 'Suppression',
  },
  waitingToUpload: 'En attente d’envoi',
  uploadFailed: 'L’envoi a été interrompu.',
  uploadRefused: 'Ce fichier n’a pas pu être stocké.',
  interrupted: 'L’envoi a été interrompu. Ajoutez le fichier à nouveau ou supprimez cette entrée.',
  progress: (done, total) => `${count(done)} sur ${count(total)}`,
  pace: (perSecond, minutes) =>
    `${count(Math.max(1, Math.round(perSecond)))} par seconde, encore ${count(minutes)} min environ`,
  pages: (n) => plural(n, { one: '# page', other: '# pages' }),
  partial: ({ code, done, total, unit }) =>
    `Lu seulement : ${howFar[unit](done, total)}, car ${textFor(reasons, code) ?? reasons.too_complex}. ` +
    'Pour que tout soit lu, divisez le fichier et importez-en les parties.',
  slides: (n) => plural(n, { one: '# diapositive', other: '# diapositives' }),
  sheets: (n) => plural(n, { one: '# feuille', other: '# feuilles' }),
  cancelUpload: (name) => `Annuler l’envoi de ${name}`,
  dismiss: (name) => `Masquer ${name}`,
  retry: 'Réessayer',
  actions: (name) => `Actions pour ${name}`,
  ask: 'Poser une question sur ce document',
  rename: 'Renommer',
  renameLabel: 'Nom',
  tags: 'Modifier les étiquettes',
  tagsLabel: 'Étiquettes, séparées par des virgules',
  replace: 'Remplacer par une nouvelle version',
  delete: 'Supprimer',
  deleted: (name) => `« ${name} » supprimé.`,
  uploadsLabel: 'Envois',
  inFolder: (folder) => `dans ${folder}`,
  searchHits: (n, exact) =>
    exact > 0 && exact < n
      ? `${count(exact)} avec ces mots, ${count(n - exact)} apparentés`
      : plural(n, { one: '# passage trouvé', other: '# passages trouvés' }),
};

export const ingest: Strings['ingest'] = {
  label: 'Documents en cours de lecture',
  reading: (n) => plural(n, { one: 'Lecture de # document', other: 'Lecture de # documents' }),
  ready: (n) => plural(n, { one: '# prêt', other: '# prêts' }),
  failed: (n) => plural(n, { one: '# échec', other: '# échecs' }),
  minutesLeft: (n) => `environ ${count(n)} min`,
  readyInTheEnd: (n) => plural(n, { one: '# document est prêt.', other: '# documents sont prêts.' }),
  failedInTheEnd: (n) => plural(n, { one: '# n’a pas pu être lu.', other: '# n’ont pas pu être lus.' }),
  notice: 'Me prévenir quand tout est lu',
  noticeOn: 'Vous serez prévenu quand tous les documents seront lus.',
  noticeRefused:
    'Votre navigateur n’autorise pas les notifications pour cette page. Modifiez cela dans ses paramètres.',
};

export const sameFiles: Strings['sameFiles'] = {
  title: (n) => plural(n, { one: '# fichier est déjà là', other: '# fichiers sont déjà là' }),
  more: (n) => plural(n, { one: 'et # autre', other: 'et # autres' }),
  text: 'Remplacer lit le nouveau fichier à la place de l’ancien et garde ses étiquettes. Garder les deux ajoute un document.',
  replace: 'Remplacer',
  keepBoth: 'Garder les deux',
  skip: 'Ignorer',
};

export const collections: Strings['collections'] = {
  title: 'Collections',
  invited: 'Collections : vous avez une invitation',
  all: 'Toutes les collections',
  add: 'Nouvelle collection',
  empty: 'Aucune collection pour l’instant. Sélectionnez des documents pour les y ajouter.',
  loadFailed: 'Vos collections n’ont pas pu être chargées.',
  put: 'Ajouter à une collection',
  which: 'Nom de la collection, nouvelle ou existante',
  takeOut: 'Retirer de la collection',
  takenOut: 'Retiré de la collection.',
  ask: 'Interroger cette collection',
  tooMany: 'Vous avez autant de collections que permis. Supprimez-en une d’abord.',
  count: (n) => plural(n, { one: '# collection', other: '# collections' }),
  named: (name) => `collection « ${name} »`,
  added: (name) => `Ajouté à « ${name} ».`,
};
