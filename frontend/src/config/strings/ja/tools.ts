import { count } from '@/config/format';
import type { Strings } from '@/config/strings/shape';

export const arranging: Strings['arranging'] = {
  title: '並べ替えとグループ',
  sorts: {
    newest: '新しい順',
    oldest: '古い順',
    name: '名前順',
    size: '大きい順',
    kind: '種類順',
  },
  groups: {
    none: 'グループなし',
    tag: 'タグごと',
    status: '状態ごと',
    folder: 'フォルダーごと',
  },
  noTag: 'タグなし',
  noFolder: '個別に追加',
  beingRead: '読み取り中',
};

export const selection: Strings['selection'] = {
  title: '選択した文書',
  select: (name) => `${name} を選択`,
  one: '選択',
  all: 'すべて選択',
  none: '選択を解除',
  selected: (n) => `${count(n)} 件選択中`,
  ask: '質問する',
  tag: 'タグを追加',
  tags: '追加するタグ（コンマ区切り）',
  tagged: 'タグを追加しました',
  deleted: '削除しました',
};

export const prompts: Strings['prompts'] = {
  title: '保存した質問',
  where: 'このブラウザーだけに保存されます。質問欄に「/」と入力すると使えます。',
  notKept: 'このブラウザーでは質問を保存できません。',
  manage: '保存した質問を管理…',
  menus: {
    document: '文書とタグ',
    prompt: '質問の一覧',
  },
  save: '質問を保存',
  add: '新しい質問',
  edit: (name) => `${name} を編集`,
  remove: (name) => `${name} を削除`,
  name: '短い名前',
  text: '質問文',
  busy: '回答を作成中です。終わるのを待つか、先に停止してください。',
};

export const palette: Strings['palette'] = {
  title: '移動・操作',
  field: '会話・文書・操作を検索',
  actions: '操作',
  conversations: '会話',
  documents: '文書を読む',
  none: '一致するものがありません。',
  help: '↑ ↓ で選択、Enter で開く、Esc で閉じる。',
};

export const view: Strings['view'] = {
  textSize: '文字の大きさ',
  sizes: {
    small: '小',
    normal: '標準',
    large: '大',
  },
  width: '会話の幅',
  widths: {
    narrow: '読みやすい幅',
    wide: '広い',
  },
};

export const following: Strings['following'] = {
  title: '次の質問',
  questions: 'この質問の版',
  earlier: '前の版',
  later: '次の版',
};

export const notes: Strings['notes'] = {
  title: 'ノート',
  add: '新しいノート',
  search: 'ノートを検索',
  empty: '回答の下のしおりで回答を保存するか、自分のノートを書いてください。',
  loadFailed: 'ノートを読み込めませんでした。',
  words: '自分の言葉',
  keep: 'この回答を保存',
  kept: 'ノートに保存しました。',
  deleted: 'ノートから削除しました。',
  more: '回答全体を表示',
  less: '折りたたむ',
  conversation: '会話を開く',
  edit: '自分の言葉を編集',
  copy: 'このノートをコピー',
  remove: 'このノートを削除',
  full: 'ノートの数が上限に達しています。先にいくつか削除してください。',
  tooLong: 'この回答は長すぎて保存できません。',
};

export const folders: Strings['folders'] = {
  move: 'フォルダーに移動…',
  name: 'フォルダー名(空欄ならなし)',
  rename: 'フォルダー名を変更',
  actions: (name) => `フォルダー「${name}」の操作`,
  dissolve: 'フォルダーを解除',
};

export const pins: Strings['pins'] = {
  pin: '上に固定',
  unpin: '固定を解除',
  pinned: '固定済み',
  html: 'ウェブページとして書き出す',
};

export const everywhere: Strings['everywhere'] = {
  title: 'セッション',
  text: 'ほかのブラウザーや端末でもサインインしているかもしれません。',
  act: 'すべての端末でサインアウト',
  ask: 'この端末を含むすべてのブラウザーと端末からサインアウトします。ほかでは最長1時間使えることがあります。',
};
