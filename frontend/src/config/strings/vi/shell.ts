import type { Strings } from '@/config/strings/shape';

export const app: Strings['app'] = {
  name: 'Grail',
  tagline: 'Hỏi chính tài liệu của bạn.',
  promise: 'Tải tệp lên, đặt câu hỏi, đọc câu trả lời mà mỗi ý đều dẫn tới đúng đoạn văn.',
  loading: 'Đang mở Grail…',
  skipToQuestion: 'Đến ô đặt câu hỏi',
  retry: 'Thử lại',
  close: 'Đóng',
  cancel: 'Huỷ',
  save: 'Lưu',
  undo: 'Hoàn tác',
  loadMore: 'Xem thêm',
  startFailedTitle: 'Không mở được Grail',
  configMissing: 'Trang không đọc được thiết lập từ địa chỉ này. Hãy kiểm tra máy chủ có đang chạy không.',
  serviceUnreachable: (url) =>
    `Dịch vụ tại ${url} không trả lời. Hãy kiểm tra kết nối và xem dịch vụ có đang chạy không.`,
  crashedTitle: 'Trang gặp trục trặc',
  crashed: 'Tài liệu và các cuộc trò chuyện vẫn an toàn. Hãy tải lại trang để tiếp tục.',
  reload: 'Tải lại',
  unknownError: 'Có lỗi xảy ra. Hãy thử lại sau giây lát.',
  companyFailed: 'Không đăng nhập được qua công ty. Hãy thử lại, hoặc hỏi người quản lý Grail này.',
};

export const connection: Strings['connection'] = {
  meanwhile: 'Bạn vẫn đọc được những gì đã tải. Câu hỏi và việc xóa sẽ chờ.',
  now: 'Kết nối ngay',
  states: {
    open: 'Đã kết nối',
    connecting: 'Đang kết nối…',
    waiting: 'Mất kết nối. Đang thử lại…',
    closed: 'Chưa kết nối',
  },
};

export const layout: Strings['layout'] = {
  openSidebar: 'Hiện các cuộc trò chuyện',
  closeSidebar: 'Ẩn các cuộc trò chuyện',
  openDocuments: 'Hiện tài liệu',
  closeDocuments: 'Ẩn tài liệu',
  closePanel: 'Đóng khung bên',
  sidebar: 'Trò chuyện và tài khoản',
  main: 'Cuộc trò chuyện',
  notices: 'Thông báo',
};

export const shortcuts: Strings['shortcuts'] = {
  title: 'Phím tắt',
  close: 'Đóng khung bên',
  send: 'Hỏi',
  newline: 'Xuống dòng',
  names: {
    ask: 'Đến ô đặt câu hỏi',
    new: 'Cuộc trò chuyện mới',
    documents: 'Hiện hoặc ẩn tài liệu',
    conversations: 'Tìm cuộc trò chuyện',
    upload: 'Thêm tệp',
    help: 'Hiện các phím tắt này',
    stop: 'Dừng câu trả lời',
  },
};

export const menu: Strings['menu'] = {
  title: 'Tài khoản',
  usage: 'Mức sử dụng',
  theme: 'Giao diện',
  language: 'Ngôn ngữ',
  security: 'Đăng nhập và bảo mật',
  programs: 'Chương trình',
  data: 'Dữ liệu của bạn',
  admin: 'Quản trị',
  signOut: 'Đăng xuất',
};
