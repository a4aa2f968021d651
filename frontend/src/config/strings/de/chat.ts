import { count } from '@/config/format';
import { pluralIn } from '@/config/plural';
import type { Strings } from '@/config/strings/shape';

const plural = pluralIn('de');

export const chat: Strings['chat'] = {
  title: 'Unterhaltung',
  newTitle: 'Neue Unterhaltung',
  ask: 'Fragen Sie Ihre Dokumente …',
  askLabel: 'Ihre Frage',
  send: 'Fragen',
  stop: 'Anhalten',
  stopping: 'Wird angehalten …',
  you: 'Sie',
  grail: 'Grail',
  hint: 'Eingabe fragt, Umschalt+Eingabe beginnt eine neue Zeile.',
  emptyTitle: 'Was möchten Sie wissen?',
  emptyNoDocuments:
    'Fügen Sie zuerst ein Dokument hinzu: Ziehen Sie Dateien auf diese Seite oder wählen Sie sie aus.',
  emptyReading: (n) =>
    plural(n, {
      one: '# Dokument wird gelesen. Sie können fragen, sobald es bereit ist.',
      other: '# Dokumente werden gelesen. Sie können fragen, sobald das erste bereit ist.',
    }),
  emptyReadingOn: (reading, ready) =>
    plural(ready, {
      one: '# Dokument ist bereit, Sie können schon fragen.',
      other: '# Dokumente sind bereit, Sie können schon fragen.',
    }) + plural(reading, { one: ' # weiteres wird gelesen.', other: ' # weitere werden gelesen.' }),
  emptyWithDocuments: 'Die Antworten kommen aus Ihren Dokumenten, mit einem Beleg für jede Aussage.',
  tooLong: (max) =>
    plural(max, {
      one: 'Eine Frage darf höchstens # Zeichen lang sein.',
      other: 'Eine Frage darf höchstens # Zeichen lang sein.',
    }),
  suggestSummary: (name) => `Worum geht es in „${name}“?`,
  suggestCompare: 'Worin stimmen meine Dokumente überein und worin nicht?',
  stages: {
    sending: 'Wird gesendet …',
    searching: 'Ihre Dokumente werden durchsucht …',
    reading: 'Die Textstellen werden gelesen …',
    writing: 'Antwort wird geschrieben …',
  },
  routes: {
    library: 'Schlägt nach, was Grail über Ihre Dokumente weiß',
    summary: 'Liest ganz',
    comparison: 'Vergleicht',
    aggregate: 'Liest jede Textstelle',
    steps: 'Sucht noch einmal',
  },
  steps: (n) => plural(n, { one: '# Schritt', other: '# Schritte' }),
  profile: 'Was Grail über dieses Dokument weiß',
  answerReady: 'Die Antwort ist vollständig.',
  answerStopped: 'Angehalten.',
  renews: (time) => `Es erneuert sich: ${time}.`,
  seeUsage: 'Verbrauch ansehen',
  stoppedNote: 'Sie haben diese Antwort angehalten.',
  failedTitle: 'Die Antwort ist fehlgeschlagen.',
  waitsForConnection: 'Wartet auf die Verbindung',
  versions: 'Antworten auf diese Frage',
  version: (n, total) => `${count(n)} von ${count(total)}`,
  earlierVersion: 'Frühere Antwort',
  laterVersion: 'Spätere Antwort',
  regenerate: 'Neu antworten',
  edit: 'Bearbeiten und neu fragen',
  copy: 'Als Markdown kopieren',
  copied: 'Kopiert',
  good: 'Gute Antwort',
  bad: 'Schlechte Antwort',
  feedbackComment: 'Was war nicht gut? (freiwillig)',
  feedbackSend: 'Senden',
  sources: (n) => plural(n, { one: '# Quelle', other: '# Quellen' }),
  tried: (n) => plural(n, { one: '# Textstelle durchsucht', other: '# Textstellen durchsucht' }),
  citation: (n, name, page) => (page ? `Quelle ${n}: ${name}, Seite ${page}` : `Quelle ${n}: ${name}`),
  unverified: 'Das Zitat wurde nicht wörtlich gefunden',
  hardToRead: 'Aus einem schwer lesbaren Scan: einzelne Buchstaben können falsch sein',
  page: (n) => `S. ${n}`,
  tokens: (input, output) => `${count(input)} gelesen, ${count(output)} geschrieben`,
  tokensLabel: 'Tokens',
  earlier: 'Frühere Nachrichten anzeigen',
  print: 'Diese Unterhaltung drucken',
  readSoFar: (n) => `Bisher gelesene Nachrichten: ${count(n)}`,
  notAllPrinted:
    'Die Nachrichten davor sind nicht geladen und fehlen im Druck. Um alle zu drucken, drücken Sie auf der Seite Strg+P.',
  evidence: {
    weak: 'Ihre Dokumente sagen wenig zu dieser Frage. Prüfen Sie die Quellen, bevor Sie sich auf die Antwort verlassen.',
    none: 'Ihre Dokumente scheinen diese Frage nicht zu behandeln.',
  },
  endings: {
    cut_off:
      'Diese Antwort wurde abgeschnitten, weil sie zu lang wurde. Fragen Sie nach weniger auf einmal oder nach dem Rest.',
    guardrail:
      'Eine Inhaltsregel dieses Dienstes hat diese Antwort angehalten. Versuchen Sie es mit anderen Worten.',
    filtered: 'Das Modell wollte diese Antwort nicht zu Ende schreiben. Versuchen Sie es mit anderen Worten.',
    incomplete:
      'Das Modell hat diese Antwort vorzeitig beendet; es kann etwas fehlen. Fragen Sie sicherheitshalber noch einmal.',
  },
  priceAsk: (passages, documents, price) =>
    `Dafür ${plural(passages, { one: 'wird # Textstelle', other: 'werden # Textstellen' })} in ${plural(documents, { one: '# Dokument', other: '# Dokumenten' })} gelesen; das kostet etwa ${price}.`,
  goAhead: 'Fortfahren',
  notRead: 'Abgebrochen. Es wurde nichts gelesen.',
  answeredBy: (model) => `Antwort von ${model}`,
  latest: 'Zum Neuesten',
  loadFailed: 'Diese Unterhaltung konnte nicht geöffnet werden.',
  gone: 'Diese Unterhaltung gibt es nicht oder sie wurde gelöscht.',
  scope: 'Wählen, was durchsucht wird',
  scopeAll: 'Alle Dokumente',
  scopeDocuments: 'Dokumente',
  scopeTags: 'Schlagwörter',
  scopeNone: 'Noch ist kein Dokument bereit.',
  scopeRemove: (name) => `Nicht auf ${name} beschränken`,
  scopeClear: 'Alle Dokumente durchsuchen',
  scopeTag: (tag) => `Schlagwort „${tag}“`,
  searchedIn: (what) => `In ${what}`,
  searchedOnly: (what) => `Nur das wurde durchsucht: ${what}.`,
  model: 'Modell',
  image: (alt) => `Bild: ${alt || 'ohne Titel'}`,
  opensIn: (host) => `Öffnet ${host} in einem neuen Tab`,
  taskDone: 'Erledigt',
  taskOpen: 'Offen',
  copyCode: 'Code kopieren',
  table: 'Tabelle',
};
