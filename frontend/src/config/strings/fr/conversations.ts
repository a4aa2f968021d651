import type { Strings } from '@/config/strings/shape';

export const conversations: Strings['conversations'] = {
  new: 'Nouvelle conversation',
  search: 'Chercher dans les conversations',
  empty: 'Vos conversations apparaîtront ici.',
  noMatch: 'Aucune conversation ne correspond.',
  untitled: 'Sans titre',
  loadFailed: 'Vos conversations n’ont pas pu être chargées.',
  actions: (title) => `Actions pour ${title}`,
  rename: 'Renommer',
  renameLabel: 'Titre',
  delete: 'Supprimer',
  deleted: (title) => `« ${title} » supprimée.`,
  share: 'Partager par un lien',
  exportMarkdown: 'Exporter en Markdown',
  exportJson: 'Exporter en JSON',
  answering: 'Une réponse est en cours de rédaction',
  searching: 'Recherche…',
  list: 'Vos conversations',
  days: {
    today: 'Aujourd’hui',
    yesterday: 'Hier',
    week: '7 derniers jours',
    older: 'Plus ancien',
  },
};
