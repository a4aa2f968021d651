import type { Strings } from '@/config/strings/shape';

export const conversations: Strings['conversations'] = {
  new: 'Nueva conversación',
  search: 'Buscar conversaciones',
  empty: 'Aquí aparecerán tus conversaciones.',
  noMatch: 'Ninguna conversación coincide.',
  untitled: 'Sin título',
  loadFailed: 'No se han podido cargar tus conversaciones.',
  actions: (title) => `Acciones para ${title}`,
  rename: 'Cambiar nombre',
  renameLabel: 'Título',
  delete: 'Eliminar',
  deleted: (title) => `«${title}» eliminada.`,
  share: 'Compartir con un enlace',
  exportMarkdown: 'Exportar como Markdown',
  exportJson: 'Exportar como JSON',
  answering: 'Se está escribiendo una respuesta',
  searching: 'Buscando…',
  list: 'Tus conversaciones',
  days: {
    today: 'Hoy',
    yesterday: 'Ayer',
    week: 'Últimos 7 días',
    older: 'Anteriores',
  },
};
