import type { Strings } from '@/config/strings/shape';

export const linked: Strings['linked'] = {
  text: '登录此 Grail 且持有链接的人可以阅读此对话现在的内容。回答会完整显示；文档中的文字只对有权阅读的人显示。',
  make: '创建链接',
  copy: '复制链接',
  takeBack: '收回',
  none: '还没有指向此对话的链接。',
  own: '此链接由您创建。',
  gone: '此链接已过期或已被收回。',
  hidden: '此文档的文字只对有权阅读的人显示。',
  frozen: (when: string) => `${when} 的副本。`,
};
