import type { Strings } from '@/config/strings/shape';

export const conversations: Strings['conversations'] = {
  new: '新しい会話',
  search: '会話を検索',
  empty: '会話はここに表示されます。',
  noMatch: '一致する会話はありません。',
  untitled: '無題',
  loadFailed: '会話を読み込めませんでした。',
  actions: (title) => `${title} の操作`,
  rename: '名前を変更',
  renameLabel: 'タイトル',
  delete: '削除',
  deleted: (title) => `「${title}」を削除しました。`,
  share: 'リンクで共有',
  exportMarkdown: 'Markdown で書き出す',
  exportJson: 'JSON で書き出す',
  answering: '回答を作成しています',
  searching: '検索しています…',
  list: '会話の一覧',
  days: {
    today: '今日',
    yesterday: '昨日',
    week: '過去 7 日間',
    older: 'それ以前',
  },
};
