import type { Strings } from '@/config/strings/shape';

export const conversations: Strings['conversations'] = {
  new: 'Nova conversa',
  search: 'Buscar conversas',
  empty: 'As suas conversas aparecem aqui.',
  noMatch: 'Nenhuma conversa corresponde.',
  untitled: 'Sem título',
  loadFailed: 'Não foi possível carregar as suas conversas.',
  actions: (title) => `Ações para ${title}`,
  rename: 'Renomear',
  renameLabel: 'Título',
  delete: 'Excluir',
  deleted: (title) => `“${title}” excluída.`,
  share: 'Compartilhar por link',
  exportMarkdown: 'Exportar como Markdown',
  exportJson: 'Exportar como JSON',
  answering: 'Uma resposta está sendo escrita',
  searching: 'Buscando…',
  list: 'As suas conversas',
  days: {
    today: 'Hoje',
    yesterday: 'Ontem',
    week: 'Últimos 7 dias',
    older: 'Anteriores',
  },
};
