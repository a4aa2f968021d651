import type { Strings } from '@/config/strings/shape';

export const app: Strings['app'] = {
  name: 'Grail',
  tagline: 'Fragen Sie Ihre eigenen Dokumente.',
  promise: 'Dateien hochladen, eine Frage stellen und jede Aussage an ihrer Textstelle prüfen.',
  loading: 'Grail wird geladen …',
  skipToQuestion: 'Zum Fragefeld springen',
  retry: 'Erneut versuchen',
  close: 'Schließen',
  cancel: 'Abbrechen',
  save: 'Speichern',
  undo: 'Rückgängig',
  loadMore: 'Mehr anzeigen',
  startFailedTitle: 'Grail konnte nicht starten',
  configMissing:
    'Die Seite konnte ihre Einstellungen unter dieser Adresse nicht lesen. Prüfen Sie, ob der Server läuft.',
  serviceUnreachable: (url) =>
    `Der Dienst unter ${url} antwortet nicht. Prüfen Sie Ihre Verbindung und ob der Dienst läuft.`,
  crashedTitle: 'Auf der Seite ist ein Fehler aufgetreten',
  crashed: 'Ihre Dokumente und Unterhaltungen sind sicher. Laden Sie die Seite neu, um fortzufahren.',
  reload: 'Neu laden',
  unknownError: 'Etwas ist schiefgegangen. Versuchen Sie es gleich noch einmal.',
  companyFailed:
    'Die Anmeldung über Ihre Firma hat nicht geklappt. Versuchen Sie es erneut oder fragen Sie Ihre Administration.',
};

export const connection: Strings['connection'] = {
  meanwhile: 'Was geladen ist, können Sie weiter lesen. Fragen und Löschungen warten.',
  now: 'Jetzt verbinden',
  states: {
    open: 'Verbunden',
    connecting: 'Verbindung wird hergestellt …',
    waiting: 'Verbindung unterbrochen. Neuer Versuch …',
    closed: 'Nicht verbunden',
  },
};

export const layout: Strings['layout'] = {
  openSidebar: 'Unterhaltungen einblenden',
  closeSidebar: 'Unterhaltungen ausblenden',
  openDocuments: 'Dokumente einblenden',
  closeDocuments: 'Dokumente ausblenden',
  closePanel: 'Seitenleiste schließen',
  sidebar: 'Unterhaltungen und Konto',
  main: 'Unterhaltung',
  notices: 'Hinweise',
};

export const shortcuts: Strings['shortcuts'] = {
  title: 'Tastenkürzel',
  close: 'Seitenleiste schließen',
  send: 'Fragen',
  newline: 'Neue Zeile',
  names: {
    ask: 'Zum Fragefeld',
    new: 'Neue Unterhaltung',
    documents: 'Dokumente ein- oder ausblenden',
    conversations: 'Unterhaltungen durchsuchen',
    upload: 'Dateien hinzufügen',
    help: 'Diese Tastenkürzel anzeigen',
    stop: 'Antwort anhalten',
  },
};

export const menu: Strings['menu'] = {
  title: 'Konto',
  usage: 'Nutzung',
  theme: 'Darstellung',
  language: 'Sprache',
  security: 'Anmeldung und Sicherheit',
  programs: 'Programme',
  data: 'Ihre Daten',
  admin: 'Verwaltung',
  signOut: 'Abmelden',
};
