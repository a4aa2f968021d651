import type { Strings } from '@/config/strings/shape';

export const conversations: Strings['conversations'] = {
  new: 'Cuộc trò chuyện mới',
  search: 'Tìm cuộc trò chuyện',
  empty: 'Các cuộc trò chuyện của bạn hiện ở đây.',
  noMatch: 'Không có cuộc trò chuyện nào khớp.',
  untitled: 'Chưa có tên',
  loadFailed: 'Không tải được các cuộc trò chuyện của bạn.',
  actions: (title) => `Thao tác với ${title}`,
  rename: 'Đổi tên',
  renameLabel: 'Tên',
  delete: 'Xoá',
  deleted: (title) => `Đã xoá “${title}”.`,
  share: 'Chia sẻ bằng liên kết',
  exportMarkdown: 'Xuất dạng Markdown',
  exportJson: 'Xuất dạng JSON',
  answering: 'Đang viết câu trả lời',
  searching: 'Đang tìm…',
  list: 'Các cuộc trò chuyện của bạn',
  days: {
    today: 'Hôm nay',
    yesterday: 'Hôm qua',
    week: '7 ngày qua',
    older: 'Trước đó',
  },
};
