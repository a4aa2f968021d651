import type { Strings } from '@/config/strings/en';

export const content: Strings['content'] = {
  code: '代码',
  wrapLines: '自动换行',
  copyTable: '复制表格',
  saveTable: '保存为 CSV',
  tableFile: '表格',
  expandTable: '放大显示',
};
