import type { Strings } from '@/config/strings/shape';

export const linked: Strings['linked'] = {
  text: 'Ai đã đăng nhập Grail này và có liên kết thì đọc được cuộc trò chuyện như lúc này. Câu trả lời hiện đầy đủ; lời văn trong tài liệu của bạn chỉ hiện cho người được đọc chúng.',
  make: 'Tạo liên kết',
  copy: 'Sao chép liên kết',
  takeBack: 'Thu hồi',
  none: 'Chưa có liên kết nào tới cuộc trò chuyện này.',
  own: 'Bạn đã tạo liên kết này.',
  gone: 'Liên kết này đã hết hạn hoặc bị thu hồi.',
  hidden: 'Lời văn của tài liệu này chỉ hiện cho người được đọc nó.',
  frozen: (when: string) => `Bản sao lúc ${when}.`,
};
