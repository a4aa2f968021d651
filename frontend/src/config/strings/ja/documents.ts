import { bytes, count, percent } from '@/config/format';
import { textFor } from '@/config/text-for';
import type { Strings } from '@/config/strings/shape';
import type { PartialReading } from '@/types/api';

/** Why a document was not read to its end. */
const reasons = {
  seconds: 'すべて読むには、文書に許された時間を超えます',
  characters: '文字数が文書の上限を超えています',
  pages: 'ページ数が文書の上限を超えています',
  cells: 'セルの数が文書の上限を超えています',
  members: '含まれるファイルの数が、読み取れる数を超えています',
  too_complex: '残りには、文書に許された以上の時間かメモリが必要です',
};

const howFar: Record<PartialReading['unit'], (done: number, total: number) => string> = {
  page: (done, total) => `${count(total)} ページ中 ${count(done)} ページ`,
  percent: (done) => `このファイルの ${percent(done / 100)}`,
  part: () => 'このファイルの一部',
};

export const documents: Strings['documents'] = {
  title: '文書',
  add: 'ファイルを追加',
  addShort: 'ファイルを追加',
  addFolder: 'フォルダーを追加',
  webSources: 'ウェブの情報源',
  dropTitle: 'ファイルをドロップして追加',
  dropHint: (extensions, max) => `${extensions}、1 ファイル ${bytes(max)} まで`,
  empty: '文書はまだありません',
  emptyHint: 'ここにファイルをドロップするか、貼り付けるか、選んでください。',
  noMatch: '一致する文書はありません。',
  filter: '名前で絞り込む',
  searchInside: (words) => `文書の中で「${words}」を検索`,
  foundInside: (words) => `文書の中の「${words}」`,
  allTags: 'すべてのタグ',
  count: (n) => `文書 ${count(n)} 件`,
  loadFailed: '文書を読み込めませんでした。',
  quota: (documents, allowed, size, most) =>
    `文書 ${count(documents)} / ${count(allowed)} 件、${bytes(size)} / ${bytes(most)}`,
  nearlyFull: '保存できる容量が残りわずかです。不要な文書を削除してください。',
  tooLarge: (name, max) => `「${name}」は ${bytes(max)} を超えるため、追加されませんでした。`,
  isEmpty: (name) => `「${name}」は空のため、追加されませんでした。`,
  packed: (name) =>
    `「${name}」にはほかのファイルが入っています。展開してフォルダーを追加すると、各ファイルが文書になります。`,
  wrongType: (name) => `「${name}」は読み取れません。Grail はこの種類のファイルに対応していません。`,
  kinds: {
    html: 'ウェブページ',
    eml: 'メール',
    epub: '電子書籍',
    png: '画像',
    py: 'コード',
  },
  moreKinds: 'ほか',
  status: {
    uploading: 'アップロード中',
    queued: '待機中',
    extracting: '読み取り中',
    embedding: '解析中',
    indexing: '整理中',
    ready: '準備完了',
    failed: '失敗',
    deleting: '削除中',
  },
  waitingToUpload: 'アップロード待ち',
  uploadFailed: 'アップロードが中断されました。',
  uploadRefused: 'このファイルを保存できませんでした。',
  interrupted: 'アップロードが中断されました。ファイルを追加し直すか、この項目を削除してください。',
  progress: (done, total) => `${count(done)} / ${count(total)}`,
  pace: (perSecond, minutes) =>
    `毎秒 ${count(Math.max(1, Math.round(perSecond)))}、残り約 ${count(minutes)} 分`,
  pages: (n) => `${count(n)} ページ`,
  partial: ({ code, done, total, unit }) =>
    `読み取ったのは${howFar[unit](done, total)}だけです。${textFor(reasons, code) ?? reasons.too_complex}。` +
    'すべてを読むには、ファイルを分けてそれぞれアップロードしてください。',
  slides: (n) => `スライド ${count(n)} 枚`,
  sheets: (n) => `シート ${count(n)} 枚`,
  cancelUpload: (name) => `${name} のアップロードをキャンセル`,
  dismiss: (name) => `${name} を閉じる`,
  retry: '再試行',
  actions: (name) => `${name} の操作`,
  ask: 'この文書について質問',
  rename: '名前を変更',
  renameLabel: '名前',
  tags: 'タグを編集',
  tagsLabel: 'タグ（コンマ区切り）',
  replace: '新しい版に置き換える',
  delete: '削除',
  deleted: (name) => `「${name}」を削除しました。`,
  uploadsLabel: 'アップロード',
  inFolder: (folder) => `${folder} 内`,
  searchHits: (n, exact) =>
    exact > 0 && exact < n
      ? `この語を含む箇所 ${count(exact)} 件、関連する箇所 ${count(n - exact)} 件`
      : `${count(n)} 件の箇所が見つかりました`,
};

export const ingest: Strings['ingest'] = {
  label: '読み取り中の文書',
  reading: (n) => `${count(n)} 件の文書を読み取り中`,
  ready: (n) => `${count(n)} 件完了`,
  failed: (n) => `${count(n)} 件失敗`,
  minutesLeft: (n) => `約 ${count(n)} 分`,
  readyInTheEnd: (n) => `${count(n)} 件の文書の準備ができました。`,
  failedInTheEnd: (n) => `${count(n)} 件は読み取れませんでした。`,
  notice: 'すべて読み終わったら通知する',
  noticeOn: 'すべての文書を読み終わったらお知らせします。',
  noticeRefused: 'ブラウザーがこのページの通知を許可していません。ブラウザーの設定で変更してください。',
};

export const sameFiles: Strings['sameFiles'] = {
  title: (n) => `${count(n)} 件のファイルはすでにあります`,
  more: (n) => `ほか ${count(n)} 件`,
  text: '置き換えると、新しいファイルが古いファイルの位置で読まれ、タグは残ります。両方を残すと、文書が一つ増えます。',
  replace: '置き換える',
  keepBoth: '両方を残す',
  skip: 'スキップ',
};

export const collections: Strings['collections'] = {
  title: 'コレクション',
  invited: 'コレクション: 招待があります',
  all: 'すべてのコレクション',
  add: '新しいコレクション',
  empty: 'コレクションはまだありません。文書を選択して追加してください。',
  loadFailed: 'コレクションを読み込めませんでした。',
  put: 'コレクションに追加',
  which: 'コレクションの名前（新規または既存）',
  takeOut: 'コレクションから外す',
  takenOut: 'コレクションから外しました。',
  ask: 'このコレクション内で質問する',
  tooMany: 'コレクション数が上限に達しています。先に一つ削除してください。',
  count: (n) => `コレクション ${count(n)} 件`,
  named: (name) => `コレクション「${name}」`,
  added: (name) => `「${name}」に追加しました。`,
};
