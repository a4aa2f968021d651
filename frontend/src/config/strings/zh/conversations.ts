import type { Strings } from '@/config/strings/shape';

export const conversations: Strings['conversations'] = {
  new: '新对话',
  search: '搜索对话',
  empty: '您的对话会显示在这里。',
  noMatch: '没有匹配的对话。',
  untitled: '无标题',
  loadFailed: '无法加载您的对话。',
  actions: (title) => `${title} 的操作`,
  rename: '重命名',
  renameLabel: '标题',
  delete: '删除',
  deleted: (title) => `已删除“${title}”。`,
  share: '通过链接共享',
  exportMarkdown: '导出为 Markdown',
  exportJson: '导出为 JSON',
  answering: '正在撰写回答',
  searching: '正在搜索…',
  list: '您的对话',
  days: {
    today: '今天',
    yesterday: '昨天',
    week: '过去 7 天',
    older: '更早',
  },
};
