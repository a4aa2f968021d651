import { count } from '@/config/format';
import type { Strings } from '@/config/strings/shape';

export const reader: Strings['reader'] = {
  title: 'リーダー',
  pageView: 'ページ',
  textView: 'テキスト',
  views: '表示',
  page: (n) => `${n} ページ`,
  pageOf: (n, total) => `${n} / ${total} ページ`,
  thumbnails: 'ページのサムネイル',
  previousPage: '前のページ',
  nextPage: '次のページ',
  zoomIn: '拡大',
  zoomOut: '縮小',
  earlier: '前の部分を表示',
  later: '後の部分を表示',
  loading: '開いています…',
  failed: 'この箇所を開けませんでした。',
  gone: 'この文書は削除されました。これは引用された時点の箇所です。',
  pdfFailed: 'このページを表示できませんでした。テキストは見られます。',
  quoteNotOnPage: 'このページでは引用箇所に印を付けられませんでした。テキスト表示で見られます。',
  download: '元のファイルを開く',
  askAboutPage: 'このページについて質問',
  askAboutPassage: 'この箇所について質問',
  askPrompt: (name, page) => (page ? `「${name}」の ${page} ページについて：` : `「${name}」について：`),
  search: 'この文書内を検索',
  searchHits: (n, exact) =>
    exact > 0 && exact < n
      ? `この語を含む箇所 ${count(exact)} 件、関連する箇所 ${count(n - exact)} 件`
      : `${count(n)} 件の箇所が見つかりました`,
  goneWhole: 'この文書は削除されました。',
  noPassages: 'この文書には文字がありません。',
  guide: 'この文書について',
  guideQuestions: 'この文書が答える質問',
};
