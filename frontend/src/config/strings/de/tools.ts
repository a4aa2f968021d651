import { count } from '@/config/format';
import type { Strings } from '@/config/strings/shape';

export const arranging: Strings['arranging'] = {
  title: 'Sortieren und gruppieren',
  sorts: {
    newest: 'Neueste zuerst',
    oldest: 'Älteste zuerst',
    name: 'Nach Namen',
    size: 'Größte zuerst',
    kind: 'Nach Dateiart',
  },
  groups: {
    none: 'Keine Gruppen',
    tag: 'Nach Schlagwort gruppieren',
    status: 'Nach Stand gruppieren',
    folder: 'Nach Ordner gruppieren',
  },
  noTag: 'Ohne Schlagwort',
  noFolder: 'Einzeln hinzugefügt',
  beingRead: 'Wird gerade gelesen',
};

export const selection: Strings['selection'] = {
  title: 'Ausgewählte Dokumente',
  select: (name) => `${name} auswählen`,
  one: 'Auswählen',
  all: 'Alle auswählen',
  none: 'Auswahl aufheben',
  selected: (n) => `${count(n)} ausgewählt`,
  ask: 'Fragen',
  tag: 'Schlagwörter hinzufügen',
  tags: 'Neue Schlagwörter, durch Kommas getrennt',
  tagged: 'Schlagwörter hinzugefügt',
  deleted: 'Gelöscht',
};

export const prompts: Strings['prompts'] = {
  title: 'Gespeicherte Fragen',
  where: 'Sie bleiben nur in diesem Browser. Tippen Sie „/“ in das Fragefeld, um eine zu verwenden.',
  notKept: 'Dieser Browser lässt die Seite keine Fragen speichern.',
  manage: 'Gespeicherte Fragen verwalten …',
  menus: {
    document: 'Dokumente und Schlagwörter',
    prompt: 'Fragenliste',
  },
  save: 'Als Frage speichern',
  add: 'Neue Frage',
  edit: (name) => `${name} bearbeiten`,
  remove: (name) => `${name} löschen`,
  name: 'Kurzer Name',
  text: 'Frage',
  busy: 'Eine Antwort wird noch geschrieben. Warten Sie ihr Ende ab, oder halten Sie sie an.',
};

export const palette: Strings['palette'] = {
  title: 'Öffnen oder tun',
  field: 'Gespräche, Dokumente und Aktionen suchen',
  actions: 'Aktionen',
  conversations: 'Gespräche',
  documents: 'Dokumente zum Lesen',
  none: 'Nichts passt.',
  help: '↑ ↓ wählt, Enter öffnet, Esc schließt.',
};

export const view: Strings['view'] = {
  textSize: 'Schriftgröße',
  sizes: {
    small: 'Klein',
    normal: 'Mittel',
    large: 'Groß',
  },
  width: 'Breite des Gesprächs',
  widths: {
    narrow: 'Zum Lesen',
    wide: 'Breit',
  },
};

export const following: Strings['following'] = {
  title: 'Als Nächstes fragen',
  questions: 'Fassungen dieser Frage',
  earlier: 'Frühere Fassung',
  later: 'Spätere Fassung',
};

export const notes: Strings['notes'] = {
  title: 'Notizen',
  add: 'Neue Notiz',
  search: 'Notizen durchsuchen',
  empty: 'Behalten Sie eine Antwort mit dem Lesezeichen darunter, oder schreiben Sie eine eigene Notiz.',
  loadFailed: 'Ihre Notizen konnten nicht geladen werden.',
  words: 'Ihre eigenen Worte',
  keep: 'Diese Antwort behalten',
  kept: 'In Ihren Notizen behalten.',
  deleted: 'Aus Ihren Notizen entfernt.',
  more: 'Ganze Antwort zeigen',
  less: 'Weniger zeigen',
  conversation: 'Unterhaltung öffnen',
  edit: 'Eigene Worte bearbeiten',
  copy: 'Diese Notiz kopieren',
  remove: 'Diese Notiz löschen',
  full: 'Sie haben so viele Notizen, wie Sie haben dürfen. Löschen Sie zuerst einige.',
  tooLong: 'Diese Antwort ist zu lang, um behalten zu werden.',
};

export const folders: Strings['folders'] = {
  move: 'In einen Ordner legen…',
  name: 'Name des Ordners; leer für keinen',
  rename: 'Ordner umbenennen',
  actions: (name) => `Aktionen für den Ordner ${name}`,
  dissolve: 'Ordner auflösen',
};

export const pins: Strings['pins'] = {
  pin: 'Oben anheften',
  unpin: 'Lösen',
  pinned: 'Angeheftet',
  html: 'Als Webseite exportieren',
};

export const everywhere: Strings['everywhere'] = {
  title: 'Sitzungen',
  text: 'Vielleicht sind Sie auch in anderen Browsern und auf anderen Geräten angemeldet.',
  act: 'Überall abmelden',
  ask: 'Alle Browser und Geräte, auch dieses, werden abgemeldet. Andere arbeiten vielleicht noch bis zu einer Stunde.',
};
