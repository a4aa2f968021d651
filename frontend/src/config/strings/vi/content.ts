import { count } from '@/config/format';
import type { Strings } from '@/config/strings/shape';

export const content: Strings['content'] = {
  code: 'Mã',
  wrapLines: 'Ngắt dòng dài',
  copyTable: 'Sao chép bảng',
  saveTable: 'Lưu thành CSV',
  tableFile: 'bang',
  expandTable: 'Phóng to',
  verified: 'Trích dẫn nói đúng điều này',
  openPage: 'Mở trang',
  openPassage: 'Mở đoạn',
  copyQuote: 'Sao chép trích dẫn',
  doubtLegend: 'Màu hổ phách, nét đứt: hãy tự kiểm tra',
  citationCard: 'Về nguồn này',
  standing: {
    changed:
      'Tài liệu đã thay đổi sau câu trả lời này. Những lời này có thể đã ở chỗ khác hoặc không còn nữa.',
    deleted: 'Tài liệu này đã bị xóa.',
  },
  step: (n: number, total: number) => `Trích dẫn ${count(n)} trên ${count(total)}`,
  previousStep: 'Trích dẫn trước',
  nextStep: 'Trích dẫn sau',
  readerWidth: 'Chiều rộng khung đọc',
  pageField: 'Số trang',
  fitWidth: 'Vừa chiều rộng',
  fitHeight: 'Vừa chiều cao',
  rotate: 'Xoay',
};
