import type { Strings } from '@/config/strings/shape';

export const linked: Strings['linked'] = {
  text: 'このGrailにサインインしていてリンクを持つ人は、この会話を今の状態のまま読めます。回答は全文が表示され、文書の文章はその文書を読める人にだけ表示されます。',
  make: 'リンクを作成',
  copy: 'リンクをコピー',
  takeBack: '取り消す',
  none: 'この会話へのリンクはありません。',
  own: 'このリンクはあなたが作成しました。',
  gone: 'このリンクは期限切れか、取り消されました。',
  hidden: 'この文書の文章は、読む権限のある人にだけ表示されます。',
  frozen: (when: string) => `${when}の時点のコピーです。`,
};
