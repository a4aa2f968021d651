import type { Strings } from '@/config/strings/shape';

export const app: Strings['app'] = {
  name: 'Grail',
  tagline: 'あなたの文書に質問する。',
  promise: 'ファイルをアップロードして質問し、すべての記述を原文の箇所で確かめられます。',
  loading: 'Grail を読み込んでいます…',
  skipToQuestion: '質問欄へ移動',
  retry: '再試行',
  close: '閉じる',
  cancel: 'キャンセル',
  save: '保存',
  undo: '元に戻す',
  loadMore: 'さらに表示',
  startFailedTitle: 'Grail を起動できませんでした',
  configMissing: 'このアドレスから設定を読み込めませんでした。サーバーが動いているか確認してください。',
  serviceUnreachable: (url) =>
    `${url} のサービスが応答しません。接続と、サービスが動いているかを確認してください。`,
  crashedTitle: 'ページで問題が発生しました',
  crashed: '文書と会話は無事です。続けるにはページを再読み込みしてください。',
  reload: '再読み込み',
  unknownError: '問題が発生しました。しばらくしてからもう一度お試しください。',
  companyFailed:
    '会社のアカウントでサインインできませんでした。もう一度試すか、管理者にお問い合わせください。',
};

export const connection: Strings['connection'] = {
  meanwhile: '読み込み済みのものはそのまま読めます。質問と削除は接続を待ちます。',
  now: '今すぐ接続',
  states: {
    open: '接続済み',
    connecting: '接続しています…',
    waiting: '接続が切れました。再接続しています…',
    closed: '未接続',
  },
};

export const layout: Strings['layout'] = {
  openSidebar: '会話を表示',
  closeSidebar: '会話を隠す',
  openDocuments: '文書を表示',
  closeDocuments: '文書を隠す',
  closePanel: 'パネルを閉じる',
  sidebar: '会話とアカウント',
  main: '会話',
  notices: 'お知らせ',
};

export const shortcuts: Strings['shortcuts'] = {
  title: 'キーボードショートカット',
  close: 'パネルを閉じる',
  send: '質問する',
  newline: '改行',
  names: {
    ask: '質問欄へ移動',
    new: '新しい会話',
    documents: '文書の表示を切り替え',
    conversations: '会話を検索',
    upload: 'ファイルを追加',
    help: 'ショートカットを表示',
    stop: '回答を停止',
  },
};

export const menu: Strings['menu'] = {
  title: 'アカウント',
  usage: '利用状況',
  theme: '外観',
  language: '言語',
  security: 'サインインとセキュリティ',
  programs: 'プログラム',
  data: 'データ',
  admin: '管理',
  signOut: 'サインアウト',
};
