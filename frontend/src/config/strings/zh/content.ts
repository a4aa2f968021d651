import { count } from '@/config/format';
import type { Strings } from '@/config/strings/shape';

export const content: Strings['content'] = {
  code: '代码',
  wrapLines: '自动换行',
  copyTable: '复制表格',
  saveTable: '保存为 CSV',
  tableFile: '表格',
  expandTable: '放大显示',
  verified: '引文与此相符',
  openPage: '打开页面',
  openPassage: '打开段落',
  copyQuote: '复制引文',
  doubtLegend: '琥珀色虚线：请自行核对',
  citationCard: '关于此来源',
  standing: {
    changed: '此回答之后文档已更改。这些文字可能在别处，或已不存在。',
    deleted: '此文档已被删除。',
  },
  step: (n: number, total: number) => `第 ${count(n)} 条引用，共 ${count(total)} 条`,
  previousStep: '上一条引用',
  nextStep: '下一条引用',
  readerWidth: '阅读器宽度',
  pageField: '页码',
  fitWidth: '适合宽度',
  fitHeight: '适合高度',
  rotate: '旋转',
};
