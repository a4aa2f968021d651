import { count } from '@/config/format';
import type { Strings } from '@/config/strings/shape';

export const reader: Strings['reader'] = {
  title: '阅读器',
  pageView: '页面',
  textView: '文本',
  views: '视图',
  page: (n) => `第 ${n} 页`,
  pageOf: (n, total) => `第 ${n} 页，共 ${total} 页`,
  thumbnails: '页面缩略图',
  previousPage: '上一页',
  nextPage: '下一页',
  zoomIn: '放大',
  zoomOut: '缩小',
  earlier: '显示前文',
  later: '显示后文',
  loading: '正在打开…',
  failed: '无法打开此段落。',
  gone: '此文档已被删除。这是引用时的段落。',
  pdfFailed: '无法显示此页面。文本仍可查看。',
  quoteNotOnPage: '无法在此页面上标出引文。请在文本视图中查看。',
  download: '打开原始文件',
  askAboutPage: '就此页面提问',
  askAboutPassage: '就此段落提问',
  askPrompt: (name, page) => (page ? `关于“${name}”第 ${page} 页：` : `关于“${name}”：`),
  search: '在此文档中搜索',
  searchHits: (n, exact) =>
    exact > 0 && exact < n
      ? `${count(exact)} 处包含这些词，${count(n - exact)} 处相关`
      : `找到 ${count(n)} 个段落`,
  goneWhole: '此文档已被删除。',
  noPassages: '此文档中没有文字。',
  guide: '关于此文档',
  guideQuestions: '它能回答的问题',
};
