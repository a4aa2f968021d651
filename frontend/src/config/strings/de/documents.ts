import { bytes, count, percent } from '@/config/format';
import { pluralIn } from '@/config/plural';
import { textFor } from '@/config/text-for';
import type { Strings } from '@/config/strings/shape';
import type { PartialReading } from '@/types/api';

const plural = pluralIn('de');

/** Why a document was not read to its end. */
const reasons = {
  seconds: 'Das Ganze zu lesen dauert länger, als ein Dokument darf',
  characters: 'Es hat mehr Text, als ein Dokument haben darf',
  pages: 'Es hat mehr Seiten, als ein Dokument haben darf',
  cells: 'Es hat mehr Zellen, als ein Dokument haben darf',
  members: 'Es enthält mehr Dateien, als von einer gelesen werden',
  too_complex: 'Der Rest braucht mehr Zeit oder Speicher, als ein Dokument darf',
};

const howFar: Record<PartialReading['unit'], (done: number, total: number) => string> = {
  page: (done, total) =>
    plural(total, { one: `${count(done)} von # Seite`, other: `${count(done)} von # Seiten` }),
  percent: (done) => `${percent(done / 100)} dieser Datei`,
  part: () => 'ein Teil dieser Datei',
};

export const documents: Strings['documents'] = {
  title: 'Dokumente',
  add: 'Dateien hinzufügen',
  addShort: 'Dateien',
  addFolder: 'Ordner hinzufügen',
  webSources: 'Webquellen',
  dropTitle: 'Dateien hier ablegen',
  dropHint: (extensions, max) => `${extensions}, je bis zu ${bytes(max)}`,
  empty: 'Noch keine Dokumente',
  emptyHint: 'Legen Sie Dateien hier ab, fügen Sie sie ein oder wählen Sie sie aus.',
  noMatch: 'Kein Dokument passt dazu.',
  filter: 'Nach Namen filtern',
  searchInside: (words) => `In den Dokumenten nach „${words}“ suchen`,
  foundInside: (words) => `In den Dokumenten: „${words}“`,
  allTags: 'Alle Schlagwörter',
  count: (n) => plural(n, { one: '# Dokument', other: '# Dokumente' }),
  loadFailed: 'Ihre Dokumente konnten nicht geladen werden.',
  quota: (documents, allowed, size, most) =>
    `${count(documents)} von ${count(allowed)} Dokumenten, ${bytes(size)} von ${bytes(most)}`,
  nearlyFull: 'Ihr Platz ist fast voll. Löschen Sie Dokumente, die Sie nicht mehr brauchen.',
  tooLarge: (name, max) => `„${name}“ ist größer als ${bytes(max)} und wurde nicht hinzugefügt.`,
  isEmpty: (name) => `„${name}“ ist leer und wurde nicht hinzugefügt.`,
  packed: (name) =>
    `„${name}“ enthält andere Dateien. Entpacken Sie es und fügen Sie den Ordner hinzu: Jede Datei darin wird ein Dokument.`,
  wrongType: (name) => `„${name}“ kann nicht gelesen werden. Grail kennt diese Art von Datei nicht.`,
  kinds: {
    html: 'Webseiten',
    eml: 'E-Mails',
    epub: 'E-Books',
    png: 'Bilder',
    py: 'Programmcode',
  },
  moreKinds: 'und mehr',
  status: {
    uploading: 'Wird hochgeladen',
    queued: 'Wartet',
    extracting: 'Wird gelesen',
    embedding: 'Wird erschlossen',
    indexing: 'Wird eingeordnet',
    ready: 'Bereit',
    failed: 'Fehlgeschlagen',
    deleting: 'Wird gelöscht',
  },
  waitingToUpload: 'Wartet auf das Hochladen',
  uploadFailed: 'Das Hochladen wurde unterbrochen.',
  uploadRefused: 'Diese Datei konnte nicht gespeichert werden.',
  interrupted:
    'Das Hochladen wurde unterbrochen. Fügen Sie die Datei erneut hinzu oder löschen Sie diesen Eintrag.',
  progress: (done, total) => `${count(done)} von ${count(total)}`,
  pace: (perSecond, minutes) =>
    `${count(Math.max(1, Math.round(perSecond)))} pro Sekunde, noch etwa ${count(minutes)} Min.`,
  pages: (n) => plural(n, { one: '# Seite', other: '# Seiten' }),
  partial: ({ code, done, total, unit }) =>
    `Gelesen wurde nur: ${howFar[unit](done, total)}. ${textFor(reasons, code) ?? reasons.too_complex}. ` +
    'Damit alles gelesen wird, teilen Sie die Datei und laden Sie die Teile hoch.',
  slides: (n) => plural(n, { one: '# Folie', other: '# Folien' }),
  sheets: (n) => plural(n, { one: '# Tabellenblatt', other: '# Tabellenblätter' }),
  cancelUpload: (name) => `Hochladen von ${name} abbrechen`,
  dismiss: (name) => `${name} ausblenden`,
  retry: 'Erneut versuchen',
  actions: (name) => `Aktionen für ${name}`,
  ask: 'Zu diesem Dokument fragen',
  rename: 'Umbenennen',
  renameLabel: 'Name',
  tags: 'Schlagwörter bearbeiten',
  tagsLabel: 'Schlagwörter, durch Kommas getrennt',
  replace: 'Durch neue Fassung ersetzen',
  delete: 'Löschen',
  deleted: (name) => `„${name}“ gelöscht.`,
  uploadsLabel: 'Hochladen',
  inFolder: (folder) => `in ${folder}`,
  searchHits: (n, exact) =>
    exact > 0 && exact < n
      ? `${count(exact)} mit diesen Wörtern, ${count(n - exact)} verwandt`
      : plural(n, { one: '# Textstelle gefunden', other: '# Textstellen gefunden' }),
};

export const ingest: Strings['ingest'] = {
  label: 'Dokumente, die gelesen werden',
  reading: (n) => plural(n, { one: '# Dokument wird gelesen', other: '# Dokumente werden gelesen' }),
  ready: (n) => `${count(n)} bereit`,
  failed: (n) => `${count(n)} fehlgeschlagen`,
  minutesLeft: (n) => `noch etwa ${count(n)} Min.`,
  readyInTheEnd: (n) => plural(n, { one: '# Dokument ist bereit.', other: '# Dokumente sind bereit.' }),
  failedInTheEnd: (n) =>
    plural(n, { one: '# konnte nicht gelesen werden.', other: '# konnten nicht gelesen werden.' }),
  notice: 'Mitteilen, wenn alle gelesen sind',
  noticeOn: 'Sie erhalten eine Mitteilung, wenn alle Dokumente gelesen sind.',
  noticeRefused:
    'Ihr Browser erlaubt dieser Seite keine Mitteilungen. Ändern Sie das in seinen Einstellungen.',
};

export const sameFiles: Strings['sameFiles'] = {
  title: (n) => plural(n, { one: 'Diese Datei ist schon da', other: '# Dateien sind schon da' }),
  more: (n) => plural(n, { one: 'und # weitere', other: 'und # weitere' }),
  text: 'Beim Ersetzen tritt die neue Datei an die Stelle der alten und behält deren Schlagwörter. Sonst kommt ein weiteres Dokument hinzu.',
  replace: 'Ersetzen',
  keepBoth: 'Beide behalten',
  skip: 'Überspringen',
};

export const collections: Strings['collections'] = {
  title: 'Sammlungen',
  invited: 'Sammlungen: Sie sind zu einer eingeladen',
  all: 'Alle Sammlungen',
  add: 'Neue Sammlung',
  empty: 'Noch keine Sammlungen. Wählen Sie Dokumente aus, um sie in eine aufzunehmen.',
  loadFailed: 'Ihre Sammlungen konnten nicht geladen werden.',
  put: 'In eine Sammlung aufnehmen',
  which: 'Name der Sammlung, neu oder vorhanden',
  takeOut: 'Aus der Sammlung nehmen',
  takenOut: 'Aus der Sammlung genommen.',
  ask: 'In dieser Sammlung fragen',
  tooMany: 'Sie haben so viele Sammlungen, wie erlaubt sind. Löschen Sie zuerst eine.',
  count: (n) => plural(n, { one: '# Sammlung', other: '# Sammlungen' }),
  named: (name) => `Sammlung „${name}“`,
  added: (name) => `In „${name}“ aufgenommen.`,
};
