import type { Strings } from '@/config/strings/en';

export const content: Strings['content'] = {
  code: 'コード',
  wrapLines: '行を折り返す',
  copyTable: '表をコピー',
  saveTable: 'CSV で保存',
  tableFile: '表',
  expandTable: '大きく表示',
};
