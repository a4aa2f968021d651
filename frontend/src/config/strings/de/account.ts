import { pluralIn } from '@/config/plural';
import type { Strings } from '@/config/strings/shape';

const plural = pluralIn('de');

export const account: Strings['account'] = {
  themes: { system: 'Wie das System', light: 'Hell', dark: 'Dunkel' },
  usageTitle: 'Nutzung in den letzten 30 Tagen',
  usageFailed: 'Ihre Nutzung konnte nicht geladen werden.',
  questions: 'Fragen',
  inputTokens: 'Gelesene Tokens',
  outputTokens: 'Geschriebene Tokens',
  embeddedTokens: 'Eingebettete Tokens',
  price: 'Preis',
  cap: (used, cap) => `${used} von ${cap}`,
  caps: {
    daily_questions: 'Fragen heute',
    daily_price_usd: 'Heute ausgegeben',
    documents: 'Dokumente',
    bytes: 'Belegter Platz',
    notes: 'Notizen',
  },
  clients: {
    title: 'Wer gefragt hat',
    page: 'Diese Seite, samt dem Lesen der Dokumente',
    revoked: 'Ein Token, das es nicht mehr gibt',
    app: 'Über den Browser angemeldete Programme',
    other: 'Andere Programme',
  },
  chart: 'Preis je Tag',
  chartQuestions: 'Fragen je Tag',
  dayByDay: 'Tag für Tag',
  dayFigure: (day, questions, price) =>
    `${day}: ${plural(questions, { one: '# Frage', other: '# Fragen' })}, ${price}`,
  browserLanguage: 'Wie der Browser',
  languageFailed:
    'Diese Sprache konnte nicht geladen werden. Prüfen Sie Ihre Verbindung und versuchen Sie es erneut.',
  take: {
    title: 'Alles mitnehmen',
    text: 'Ihre Dokumente, wie Sie sie hochgeladen haben, was daraus gelesen wurde, Ihre Unterhaltungen, Ihre Notizen und Ihr Verbrauch: eine ZIP-Datei in offenen Formaten.',
    act: 'Archiv erstellen',
    again: 'Neues erstellen',
    making: (done: string, total: string) => `Ein Archiv wird erstellt: ${done} von ${total} Dokumenten.`,
    leave: 'Sie können dies schließen. Das fertige Archiv finden Sie hier.',
    ready: (size: string, until: string) => `Das Archiv ist fertig: ${size}. Es bleibt bis ${until}.`,
    download: 'Herunterladen',
    failed: 'Das Archiv konnte nicht erstellt werden. Versuchen Sie es noch einmal.',
    tooLarge:
      'Es ist mehr, als ein Archiv fassen darf. Wer dieses Grail betreibt, kann es für Sie mitnehmen.',
    often: 'Sie haben für heute oft genug ein Archiv verlangt. Versuchen Sie es morgen wieder.',
  },
  data: {
    remove: 'Konto löschen',
    removeText: 'Ihr Konto und alles darin wird endgültig gelöscht.',
    removeList:
      'Alle Dokumente in jeder Fassung, alles daraus Gelesene, Ihre Unterhaltungen, Ihre Notizen, Ihr Verbrauch und Ihre Anmeldung werden gelöscht. Niemand kann sie zurückholen.',
    typeEmail: (email: string) => `Zur Bestätigung ${email} eingeben`,
    removed: 'Ihr Konto wird gelöscht. In einer Viertelstunde ist nichts mehr davon übrig.',
    signInFirst: 'Melden Sie sich ab und wieder an. Löschen Sie das Konto dann innerhalb von fünf Minuten.',
    removeFailed: 'Das Konto konnte nicht gelöscht werden.',
  },
  none: 'Keine Fragen an diesen Tagen.',
};

export const security: Strings['security'] = {
  signedInAs: (email) => `Sie sind als ${email} angemeldet.`,
  throughCompany: 'Sie melden sich über Ihre Firma an. Sie verwaltet Ihr Passwort und Ihren zweiten Faktor.',
  passwordText: 'Sie melden sich mit Ihrer E-Mail-Adresse und diesem Passwort an.',
  changePassword: 'Passwort ändern',
  currentPassword: 'Aktuelles Passwort',
  wrongPassword: 'Das aktuelle Passwort stimmt nicht.',
  passwordChanged: 'Ihr Passwort wurde geändert.',
  app: 'Authentifizierungs-App',
  on: 'Ein',
  off: 'Aus',
  appOff:
    'Verlangen Sie neben dem Passwort einen Code aus einer App auf Ihrem Telefon, damit ein gestohlenes Passwort nicht genügt.',
  appOn: 'Bei jeder Anmeldung geben Sie einen Code aus Ihrer App ein.',
  setUp: 'Einrichten',
  setUpTitle: 'Ihre Authentifizierungs-App einrichten',
  scan: 'Scannen Sie diesen Code mit einer Authentifizierungs-App.',
  orType: 'Oder tippen Sie diesen Schlüssel in die App:',
  qrCode: 'Quadratischer Code mit dem Schlüssel für die Authentifizierungs-App',
  copyKey: 'Schlüssel kopieren',
  openApp: 'In der App öffnen',
  turnOn: 'Einschalten',
  turnOff: 'Ausschalten',
  turnOffText: 'Von jetzt an genügt Ihr Passwort zur Anmeldung.',
  stateFailed: 'Wir konnten nicht prüfen, ob eine App eingerichtet ist.',
};

export const programs: Strings['programs'] = {
  text: 'Assistenten und Skripte können Ihre Dokumente mit einem Token nutzen. Es tut nur, was Sie wählen, bis es endet oder Sie es widerrufen.',
  address: 'Die Adresse für Assistenten:',
  create: 'Neues Token',
  name: 'Name des Tokens',
  nameHint: 'Etwa das Programm, das es nutzen wird.',
  may: 'Das Programm darf',
  scopes: {
    read: 'Dokumente lesen und durchsuchen',
    ask: 'Fragen stellen, die etwas kosten',
    write: 'hinzufügen, ändern und löschen',
  },
  lasts: 'Es endet nach',
  days: (n) => plural(n, { one: '# Tag', other: '# Tagen' }),
  made: 'Kopieren Sie das Token jetzt. Es wird nicht noch einmal gezeigt.',
  copy: 'Token kopieren',
  none: 'Es gibt noch keine Token.',
  used: (when) => `Zuletzt genutzt ${when}`,
  unused: 'Nie genutzt',
  ends: (when) => `Endet ${when}`,
  revoke: 'Widerrufen',
  revokeName: (name) => `${name} widerrufen`,
  revokeText: 'Das Programm, das es nutzt, wird von jetzt an abgewiesen.',
};
