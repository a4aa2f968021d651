import type { Strings } from '@/config/strings/shape';

export const app: Strings['app'] = {
  name: 'Grail',
  tagline: '向您自己的文档提问。',
  promise: '上传文件，提出问题，并对照原文核实每一句话。',
  loading: '正在加载 Grail…',
  skipToQuestion: '跳到提问框',
  retry: '重试',
  close: '关闭',
  cancel: '取消',
  save: '保存',
  undo: '撤销',
  loadMore: '显示更多',
  startFailedTitle: 'Grail 无法启动',
  configMissing: '页面无法从此地址读取设置。请检查服务器是否在运行。',
  serviceUnreachable: (url) => `${url} 上的服务没有响应。请检查网络连接以及服务是否在运行。`,
  crashedTitle: '页面出错了',
  crashed: '您的文档和对话都安然无恙。请重新加载页面以继续。',
  reload: '重新加载',
  unknownError: '出了问题。请稍后重试。',
  companyFailed: '通过公司账户登录失败。请重试，或联系管理员。',
};

export const connection: Strings['connection'] = {
  meanwhile: '已加载的内容可以继续阅读。提问和删除会等待连接恢复。',
  now: '立即连接',
  states: {
    open: '已连接',
    connecting: '正在连接…',
    waiting: '连接已断开，正在重试…',
    closed: '未连接',
  },
};

export const layout: Strings['layout'] = {
  openSidebar: '显示对话',
  closeSidebar: '隐藏对话',
  openDocuments: '显示文档',
  closeDocuments: '隐藏文档',
  closePanel: '关闭面板',
  sidebar: '对话和账户',
  main: '对话',
  notices: '通知',
};

export const shortcuts: Strings['shortcuts'] = {
  title: '键盘快捷键',
  close: '关闭面板',
  send: '提问',
  newline: '换行',
  names: {
    ask: '转到提问框',
    new: '新对话',
    documents: '显示或隐藏文档',
    conversations: '搜索对话',
    upload: '添加文件',
    help: '显示这些快捷键',
    stop: '停止回答',
  },
};

export const menu: Strings['menu'] = {
  title: '账户',
  usage: '用量',
  theme: '外观',
  language: '语言',
  security: '登录与安全',
  programs: '程序',
  data: '您的数据',
  admin: '管理',
  signOut: '退出登录',
};
