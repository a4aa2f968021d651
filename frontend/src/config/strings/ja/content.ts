import { count } from '@/config/format';
import type { Strings } from '@/config/strings/shape';

export const content: Strings['content'] = {
  code: 'コード',
  wrapLines: '行を折り返す',
  copyTable: '表をコピー',
  saveTable: 'CSV で保存',
  tableFile: '表',
  expandTable: '大きく表示',
  verified: '引用がこの内容を裏付けています',
  openPage: 'ページを開く',
  openPassage: '該当箇所を開く',
  copyQuote: '引用をコピー',
  doubtLegend: '琥珀色の破線：ご自身で確認してください',
  citationCard: 'この出典について',
  standing: {
    changed:
      'この回答のあとに文書が変更されました。この言葉は別の場所にあるか、なくなっている可能性があります。',
    deleted: 'この文書は削除されました。',
  },
  step: (n: number, total: number) => `引用 ${count(n)} / ${count(total)}`,
  previousStep: '前の引用',
  nextStep: '次の引用',
  readerWidth: 'リーダーの幅',
  pageField: 'ページ番号',
  fitWidth: '幅に合わせる',
  fitHeight: '高さに合わせる',
  rotate: '回転',
};
