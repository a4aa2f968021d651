import { bytes, count, percent } from '@/config/format';
import { textFor } from '@/config/text-for';
import type { Strings } from '@/config/strings/shape';
import type { PartialReading } from '@/types/api';

/** Why a document was not read to its end. */
const reasons = {
  seconds: '全部读取所需的时间超过了一个文档的限制',
  characters: '文字数量超过了一个文档的限制',
  pages: '页数超过了一个文档的限制',
  cells: '单元格数量超过了一个文档的限制',
  members: '其中的文件数量超过了可读取的数量',
  too_complex: '其余部分所需的时间或内存超过了一个文档的限制',
};

const howFar: Record<PartialReading['unit'], (done: number, total: number) => string> = {
  page: (done, total) => `${count(total)} 页中的 ${count(done)} 页`,
  percent: (done) => `此文件的 ${percent(done / 100)}`,
  part: () => '此文件的一部分',
};

export const documents: Strings['documents'] = {
  title: '文档',
  add: '添加文件',
  addShort: '添加文件',
  addFolder: '添加文件夹',
  webSources: '网页来源',
  dropTitle: '拖放文件以添加',
  dropHint: (extensions, max) => `${extensions}，每个不超过 ${bytes(max)}`,
  empty: '还没有文档',
  emptyHint: '将文件拖放到这里、粘贴，或选择文件。',
  noMatch: '没有匹配的文档。',
  filter: '按名称筛选',
  searchInside: (words) => `在文档中搜索“${words}”`,
  foundInside: (words) => `文档中的“${words}”`,
  allTags: '所有标签',
  count: (n) => `${count(n)} 个文档`,
  loadFailed: '无法加载您的文档。',
  quota: (documents, allowed, size, most) =>
    `文档 ${count(documents)} / ${count(allowed)} 个，${bytes(size)} / ${bytes(most)}`,
  nearlyFull: '您的空间即将用完。请删除不再需要的文档。',
  tooLarge: (name, max) => `“${name}”超过 ${bytes(max)}，未添加。`,
  isEmpty: (name) => `“${name}”是空文件，未添加。`,
  packed: (name) => `“${name}”里包含其他文件。请解压后添加文件夹：其中每个文件都会成为一个文档。`,
  wrongType: (name) => `无法读取“${name}”。Grail 不支持这种文件。`,
  kinds: {
    html: '网页',
    eml: '电子邮件',
    epub: '电子书',
    png: '图片',
    py: '代码',
  },
  moreKinds: '等等',
  status: {
    uploading: '正在上传',
    queued: '等待中',
    extracting: '正在读取',
    embedding: '正在分析',
    indexing: '正在归档',
    ready: '就绪',
    failed: '失败',
    deleting: '正在删除',
  },
  waitingToUpload: '等待上传',
  uploadFailed: '上传中断了。',
  uploadRefused: '无法存储此文件。',
  interrupted: '上传中断了。请重新添加文件，或删除此条目。',
  progress: (done, total) => `${count(done)} / ${count(total)}`,
  pace: (perSecond, minutes) =>
    `每秒 ${count(Math.max(1, Math.round(perSecond)))}，约剩 ${count(minutes)} 分钟`,
  pages: (n) => `${count(n)} 页`,
  partial: ({ code, done, total, unit }) =>
    `仅读取了${howFar[unit](done, total)}：${textFor(reasons, code) ?? reasons.too_complex}。` +
    '如需读取全部内容，请拆分文件并分别上传。',
  slides: (n) => `${count(n)} 张幻灯片`,
  sheets: (n) => `${count(n)} 个工作表`,
  cancelUpload: (name) => `取消上传 ${name}`,
  dismiss: (name) => `关闭 ${name}`,
  retry: '重试',
  actions: (name) => `${name} 的操作`,
  ask: '就此文档提问',
  rename: '重命名',
  renameLabel: '名称',
  tags: '编辑标签',
  tagsLabel: '标签，用逗号分隔',
  replace: '替换为新版本',
  delete: '删除',
  deleted: (name) => `已删除“${name}”。`,
  uploadsLabel: '上传',
  inFolder: (folder) => `位于 ${folder}`,
  searchHits: (n, exact) =>
    exact > 0 && exact < n
      ? `${count(exact)} 处包含这些词，${count(n - exact)} 处相关`
      : `找到 ${count(n)} 个段落`,
};

export const ingest: Strings['ingest'] = {
  label: '正在读取的文档',
  reading: (n) => `正在读取 ${count(n)} 个文档`,
  ready: (n) => `${count(n)} 个就绪`,
  failed: (n) => `${count(n)} 个失败`,
  minutesLeft: (n) => `约 ${count(n)} 分钟`,
  readyInTheEnd: (n) => `${count(n)} 个文档已就绪。`,
  failedInTheEnd: (n) => `${count(n)} 个无法读取。`,
  notice: '全部读完后通知我',
  noticeOn: '所有文档读完后会通知您。',
  noticeRefused: '您的浏览器不允许此页面发送通知。请在浏览器设置中更改。',
};

export const sameFiles: Strings['sameFiles'] = {
  title: (n) => `${count(n)} 个文件已存在`,
  more: (n) => `还有 ${count(n)} 个`,
  text: '替换会在旧文件的位置读取新文件，并保留其标签。保留两者会另外添加一个文档。',
  replace: '替换',
  keepBoth: '保留两者',
  skip: '跳过',
};

export const collections: Strings['collections'] = {
  title: '合集',
  invited: '合集：您收到了邀请',
  all: '所有合集',
  add: '新建合集',
  empty: '还没有合集。请选择文档并将其加入合集。',
  loadFailed: '无法加载您的合集。',
  put: '加入合集',
  which: '合集名称（新的或已有的）',
  takeOut: '从合集中移出',
  takenOut: '已从合集中移出。',
  ask: '在此合集中提问',
  tooMany: '合集数量已达上限。请先删除一个。',
  count: (n) => `${count(n)} 个合集`,
  named: (name) => `合集“${name}”`,
  added: (name) => `已加入“${name}”。`,
};
