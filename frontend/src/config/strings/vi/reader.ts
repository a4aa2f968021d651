import { count } from '@/config/format';
import type { Strings } from '@/config/strings/shape';

export const reader: Strings['reader'] = {
  title: 'Trình đọc',
  pageView: 'Trang',
  textView: 'Văn bản',
  views: 'Cách xem',
  page: (n) => `Trang ${n}`,
  pageOf: (n, total) => `Trang ${n} trên ${total}`,
  thumbnails: 'Hình thu nhỏ các trang',
  previousPage: 'Trang trước',
  nextPage: 'Trang sau',
  zoomIn: 'Lớn hơn',
  zoomOut: 'Nhỏ hơn',
  earlier: 'Xem phần trước',
  later: 'Xem phần sau',
  loading: 'Đang mở…',
  failed: 'Không mở được đoạn này.',
  gone: 'Tài liệu này đã bị xoá. Đây là đoạn văn như khi được trích dẫn.',
  pdfFailed: 'Không hiện được trang này. Phần văn bản vẫn xem được.',
  quoteNotOnPage: 'Không đánh dấu được trích dẫn trên trang này. Hãy xem ở phần văn bản.',
  download: 'Mở tệp gốc',
  askAboutPage: 'Hỏi về trang này',
  askAboutPassage: 'Hỏi về đoạn này',
  askPrompt: (name, page) => (page ? `Về trang ${page} của “${name}”: ` : `Về “${name}”: `),
  search: 'Tìm trong tài liệu này',
  searchHits: (n, exact) =>
    exact > 0 && exact < n
      ? `${count(exact)} đoạn có đúng các từ này, ${count(n - exact)} đoạn liên quan`
      : `Tìm thấy ${count(n)} đoạn`,
  goneWhole: 'Tài liệu này đã bị xoá.',
  noPassages: 'Tài liệu này không có văn bản.',
  guide: 'Về tài liệu này',
  guideQuestions: 'Những câu hỏi mà tài liệu trả lời',
};
