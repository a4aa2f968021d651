import { count } from '@/config/format';
import type { Strings } from '@/config/strings/shape';

export const arranging: Strings['arranging'] = {
  title: '排序和分组',
  sorts: {
    newest: '最新在前',
    oldest: '最早在前',
    name: '按名称',
    size: '最大在前',
    kind: '按文件类型',
  },
  groups: {
    none: '不分组',
    tag: '按标签分组',
    status: '按状态分组',
    folder: '按文件夹分组',
  },
  noTag: '无标签',
  noFolder: '单独添加',
  beingRead: '正在读取',
};

export const selection: Strings['selection'] = {
  title: '所选文档',
  select: (name) => `选择 ${name}`,
  one: '选择',
  all: '全选',
  none: '取消选择',
  selected: (n) => `已选 ${count(n)} 项`,
  ask: '提问',
  tag: '添加标签',
  tags: '要添加的标签，用逗号分隔',
  tagged: '已添加标签',
  deleted: '已删除',
};

export const prompts: Strings['prompts'] = {
  title: '已存提问',
  where: '它们只保存在此浏览器中。在提问框输入“/”即可使用。',
  notKept: '此浏览器不允许页面保存提问。',
  manage: '管理已存提问…',
  menus: {
    document: '文档和标签',
    prompt: '提问列表',
  },
  save: '保存此提问',
  add: '新提问',
  edit: (name) => `编辑 ${name}`,
  remove: (name) => `删除 ${name}`,
  name: '简称',
  text: '提问内容',
  busy: '正在撰写回答。请等待结束，或先停止。',
};

export const palette: Strings['palette'] = {
  title: '跳转或操作',
  field: '搜索对话、文档和操作',
  actions: '操作',
  conversations: '对话',
  documents: '阅读文档',
  none: '没有匹配项。',
  help: '↑ ↓ 选择，Enter 打开，Esc 关闭。',
};

export const view: Strings['view'] = {
  textSize: '文字大小',
  sizes: {
    small: '小号',
    normal: '标准',
    large: '大号',
  },
  width: '对话宽度',
  widths: {
    narrow: '适合阅读',
    wide: '宽',
  },
};

export const following: Strings['following'] = {
  title: '接着问',
  questions: '此问题的版本',
  earlier: '上一版本',
  later: '下一版本',
};

export const notes: Strings['notes'] = {
  title: '笔记',
  add: '新建笔记',
  search: '搜索笔记',
  empty: '用回答下方的书签保留回答，或写下自己的笔记。',
  loadFailed: '无法加载您的笔记。',
  words: '您自己的话',
  keep: '保留此回答',
  kept: '已保留到您的笔记。',
  deleted: '已从您的笔记中移除。',
  more: '显示完整回答',
  less: '收起',
  conversation: '打开对话',
  edit: '编辑您自己的话',
  copy: '复制此笔记',
  remove: '删除此笔记',
  full: '您的笔记已达上限。请先删除一些。',
  tooLong: '此回答太长，无法保留。',
};

export const folders: Strings['folders'] = {
  move: '移到文件夹…',
  name: '文件夹名称（留空表示不放入）',
  rename: '重命名文件夹',
  actions: (name) => `文件夹“${name}”的操作`,
  dissolve: '解散文件夹',
};

export const pins: Strings['pins'] = {
  pin: '置顶',
  unpin: '取消置顶',
  pinned: '已置顶',
  html: '导出为网页',
};

export const everywhere: Strings['everywhere'] = {
  title: '会话',
  text: '您可能也在其他浏览器和设备上登录。',
  act: '在所有设备上退出',
  ask: '所有浏览器和设备（包括本机）都会退出。其他设备可能最多还能使用一小时。',
};
