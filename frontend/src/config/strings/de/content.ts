import { count } from '@/config/format';
import type { Strings } from '@/config/strings/shape';

export const content: Strings['content'] = {
  code: 'Code',
  wrapLines: 'Zeilen umbrechen',
  copyTable: 'Tabelle kopieren',
  saveTable: 'Als CSV speichern',
  tableFile: 'Tabelle',
  expandTable: 'Groß anzeigen',
  verified: 'Das Zitat sagt dies',
  openPage: 'Seite öffnen',
  openPassage: 'Stelle öffnen',
  copyQuote: 'Zitat kopieren',
  doubtLegend: 'Gelb und gestrichelt: bitte selbst prüfen',
  citationCard: 'Zu dieser Quelle',
  standing: {
    changed:
      'Das Dokument hat sich seit dieser Antwort geändert. Die Worte stehen jetzt vielleicht woanders oder gar nicht mehr darin.',
    deleted: 'Dieses Dokument wurde gelöscht.',
  },
  step: (n: number, total: number) => `Zitat ${count(n)} von ${count(total)}`,
  previousStep: 'Voriges Zitat',
  nextStep: 'Nächstes Zitat',
  readerWidth: 'Breite des Lesers',
  pageField: 'Seitenzahl',
  fitWidth: 'Auf Breite anpassen',
  fitHeight: 'Auf Höhe anpassen',
  rotate: 'Drehen',
};
