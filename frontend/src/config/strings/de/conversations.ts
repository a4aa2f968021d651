import type { Strings } from '@/config/strings/shape';

export const conversations: Strings['conversations'] = {
  new: 'Neue Unterhaltung',
  search: 'Unterhaltungen durchsuchen',
  empty: 'Hier erscheinen Ihre Unterhaltungen.',
  noMatch: 'Keine Unterhaltung passt dazu.',
  untitled: 'Ohne Titel',
  loadFailed: 'Ihre Unterhaltungen konnten nicht geladen werden.',
  actions: (title) => `Aktionen für ${title}`,
  rename: 'Umbenennen',
  renameLabel: 'Titel',
  delete: 'Löschen',
  deleted: (title) => `„${title}“ gelöscht.`,
  share: 'Per Link teilen',
  exportMarkdown: 'Als Markdown exportieren',
  exportJson: 'Als JSON exportieren',
  answering: 'Eine Antwort wird geschrieben',
  searching: 'Suche läuft …',
  list: 'Ihre Unterhaltungen',
  days: {
    today: 'Heute',
    yesterday: 'Gestern',
    week: 'Letzte 7 Tage',
    older: 'Früher',
  },
};
