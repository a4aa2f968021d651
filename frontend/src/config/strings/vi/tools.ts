import { count } from '@/config/format';
import type { Strings } from '@/config/strings/shape';

export const arranging: Strings['arranging'] = {
  title: 'Sắp xếp và nhóm',
  sorts: {
    newest: 'Mới nhất trước',
    oldest: 'Cũ nhất trước',
    name: 'Theo tên',
    size: 'Lớn nhất trước',
    kind: 'Theo loại tệp',
  },
  groups: {
    none: 'Không chia nhóm',
    tag: 'Nhóm theo thẻ',
    status: 'Nhóm theo trạng thái',
    folder: 'Nhóm theo thư mục',
  },
  noTag: 'Không có thẻ',
  noFolder: 'Thêm riêng lẻ',
  beingRead: 'Đang được đọc',
};

export const selection: Strings['selection'] = {
  title: 'Tài liệu đã chọn',
  select: (name) => `Chọn ${name}`,
  one: 'Chọn',
  all: 'Chọn tất cả',
  none: 'Bỏ chọn',
  selected: (n) => `Đã chọn ${count(n)}`,
  ask: 'Hỏi',
  tag: 'Thêm thẻ',
  tags: 'Các thẻ cần thêm, cách nhau bằng dấu phẩy',
  tagged: 'Đã thêm thẻ',
  deleted: 'Đã xóa',
};

export const prompts: Strings['prompts'] = {
  title: 'Mẫu câu hỏi đã lưu',
  where: 'Chúng chỉ được giữ trong trình duyệt này. Gõ “/” vào ô câu hỏi để dùng.',
  notKept: 'Trình duyệt này không cho trang lưu mẫu câu hỏi.',
  manage: 'Quản lý mẫu đã lưu…',
  menus: {
    document: 'Tài liệu và thẻ',
    prompt: 'Các mẫu câu hỏi',
  },
  save: 'Lưu làm mẫu',
  add: 'Mẫu mới',
  edit: (name) => `Sửa ${name}`,
  remove: (name) => `Xóa ${name}`,
  name: 'Tên ngắn',
  text: 'Câu hỏi',
  busy: 'Đang viết câu trả lời. Hãy đợi xong hoặc dừng lại trước.',
};

export const palette: Strings['palette'] = {
  title: 'Đi tới hoặc làm',
  field: 'Tìm cuộc trò chuyện, tài liệu và thao tác',
  actions: 'Thao tác',
  conversations: 'Cuộc trò chuyện',
  documents: 'Tài liệu để đọc',
  none: 'Không có gì khớp.',
  help: '↑ ↓ chọn, Enter mở, Esc đóng.',
};

export const view: Strings['view'] = {
  textSize: 'Cỡ chữ',
  sizes: {
    small: 'Nhỏ',
    normal: 'Vừa',
    large: 'Lớn',
  },
  width: 'Độ rộng của cuộc trò chuyện',
  widths: {
    narrow: 'Để đọc',
    wide: 'Rộng',
  },
};

export const following: Strings['following'] = {
  title: 'Hỏi tiếp',
  questions: 'Các bản của câu hỏi này',
  earlier: 'Bản trước',
  later: 'Bản sau',
};

export const notes: Strings['notes'] = {
  title: 'Ghi chú',
  add: 'Ghi chú mới',
  search: 'Tìm trong ghi chú',
  empty: 'Giữ một câu trả lời bằng dấu trang bên dưới, hoặc viết ghi chú của riêng bạn.',
  loadFailed: 'Không tải được ghi chú của bạn.',
  words: 'Lời của bạn',
  keep: 'Giữ câu trả lời này',
  kept: 'Đã giữ trong ghi chú của bạn.',
  deleted: 'Đã bỏ khỏi ghi chú của bạn.',
  more: 'Hiện toàn bộ câu trả lời',
  less: 'Thu gọn',
  conversation: 'Mở cuộc trò chuyện',
  edit: 'Sửa lời của bạn',
  copy: 'Sao chép ghi chú này',
  remove: 'Xóa ghi chú này',
  full: 'Bạn đã giữ đủ số ghi chú được phép. Hãy xóa bớt trước.',
  tooLong: 'Câu trả lời này quá dài để giữ lại.',
};

export const folders: Strings['folders'] = {
  move: 'Chuyển vào thư mục…',
  name: 'Tên thư mục; để trống nếu không có',
  rename: 'Đổi tên thư mục',
  actions: (name) => `Thao tác với thư mục ${name}`,
  dissolve: 'Giải thể thư mục',
};

export const pins: Strings['pins'] = {
  pin: 'Ghim lên đầu',
  unpin: 'Bỏ ghim',
  pinned: 'Đã ghim',
  html: 'Xuất thành trang web',
};

export const everywhere: Strings['everywhere'] = {
  title: 'Các phiên',
  text: 'Có thể bạn còn đăng nhập ở trình duyệt và thiết bị khác.',
  act: 'Đăng xuất ở mọi nơi',
  ask: 'Mọi trình duyệt và thiết bị, kể cả máy này, sẽ bị đăng xuất. Những nơi khác có thể còn dùng được đến một giờ.',
};
