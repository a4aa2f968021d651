import type { Strings } from '@/config/strings/shape';

export const errors: Strings['errors'] = {
  offline: 'Dịch vụ không trả lời. Hãy kiểm tra kết nối rồi thử lại.',
  not_delivered: 'Câu hỏi chưa đến được dịch vụ. Hãy thử lại.',
  internal: 'Có lỗi ở phía chúng tôi. Hãy thử lại sau giây lát.',
  invalid_request: 'Yêu cầu không hợp lệ.',
  not_signed_in: 'Phiên làm việc đã hết. Hãy đăng nhập lại.',
  session_expired: 'Phiên làm việc đã hết. Đang kết nối lại…',
  account_ended: 'Tài khoản này đã bị đóng. Người quản lý Grail này có thể cho bạn biết thêm.',
  sign_in_again: 'Hãy đăng nhập lại trước: việc này cần lần đăng nhập trong năm phút gần đây.',
  not_allowed: 'Mã truy cập này không được phép làm việc đó. Hãy tạo mã khác có quyền, hoặc làm trên trang.',
  not_found: 'Mục này không tồn tại hoặc đã bị xoá.',
  document_not_found: 'Tài liệu này không tồn tại hoặc đã bị xoá.',
  conversation_not_found: 'Cuộc trò chuyện này không tồn tại hoặc đã bị xoá.',
  message_not_found: 'Tin nhắn này không tồn tại hoặc đã bị xoá.',
  collection_not_found: 'Bộ sưu tập này không tồn tại hoặc đã bị xóa.',
  source_not_found: 'Nguồn này không tồn tại hoặc đã bị gỡ bỏ.',
  collection_full: 'Bộ sưu tập này đã đầy. Hãy tạo một bộ khác.',
  model_off: 'Mô hình này đang bị tắt. Hãy chọn mô hình khác.',
  conflict: 'Nội dung vừa được thay đổi ở nơi khác. Hãy thử lại.',
  too_large: 'Tệp này quá lớn.',
  unsupported_type: 'Không đọc được loại tệp này.',
  rate_limited: 'Thao tác quá nhanh. Hãy đợi một chút rồi thử lại.',
  budget_exceeded: 'Ngân sách của bạn cho kỳ này đã hết.',
  quota_exceeded: 'Dung lượng của bạn đã đầy. Hãy xóa bớt tài liệu rồi thêm lại tệp.',
  stage_budget_exceeded:
    'Grail này đã dùng hết ngân sách hôm nay. Ngân sách mới bắt đầu lúc 00:00 UTC. Không có gì bị mất.',
  model_busy: 'Mô hình đang bận. Hãy thử lại sau giây lát.',
  model_access:
    'Hiện không gọi được mô hình này. Hãy chọn mô hình khác hoặc báo cho người quản lý Grail này.',
  model_failed: 'Mô hình đã từ chối yêu cầu này. Hãy đặt câu hỏi khác hoặc chọn mô hình khác.',
  model_key:
    'Máy chủ mô hình đã từ chối khóa. Hãy kiểm tra LOCAL_LLM_KEY và tài khoản của bạn ở đó, rồi khởi động lại Grail.',
  model_unknown: 'Máy chủ mô hình không có mô hình này. Hãy tải mô hình ở đó hoặc chọn mô hình khác.',
  model_too_long:
    'Câu hỏi và các đoạn nguồn quá dài đối với mô hình này. Hãy bắt đầu cuộc trò chuyện mới hoặc chọn mô hình đọc được nhiều hơn.',
  model_unreachable:
    'Không kết nối được với máy chủ mô hình. Hãy xem máy chủ có đang chạy và địa chỉ có đúng không, rồi thử lại.',
  model_memory:
    'Không đủ bộ nhớ cho mô hình này. Hãy đóng bớt chương trình rồi thử lại, hoặc chọn mô hình nhỏ hơn.',
  model_interrupted: 'Câu trả lời bị ngắt giữa chừng. Hãy thử lại.',
  model_not_usable:
    'Mô hình trong cấu hình không dùng được. Hãy chọn mô hình khác hoặc báo cho người quản lý Grail này.',
  answer_empty: 'Mô hình không viết gì. Hãy thử lại hoặc hỏi ít hơn mỗi lần.',
  unreadable_row: 'Mục này bị hỏng trong kho lưu trữ. Người vận hành Grail có thể sửa nó.',
  store_busy: 'Dịch vụ lưu trữ đang bận. Hãy thử lại sau giây lát.',
  store_refused:
    'Kho lưu trữ đã từ chối việc này. Thử lại không giúp được; người vận hành Grail có thể xem lý do trong nhật ký.',
  file_changed: 'Tệp vừa được tải lên lại. Hãy thử lại sau giây lát.',
  wrong_type: 'Nội dung tệp không đúng với đuôi tên. Hãy lưu lại đúng định dạng rồi thay tệp.',
  empty: 'Tệp này không có văn bản. Hãy kiểm tra rồi tải lên lại.',
  encrypted: 'Tệp này được bảo vệ. Hãy gỡ mật khẩu hoặc lớp chống sao chép rồi thay tệp.',
  scanned:
    'Tệp này chỉ có ảnh và không đọc được chữ trong ảnh. Hãy thay bằng bản rõ hơn hoặc bản có văn bản.',
  unreadable: 'Tệp này bị hỏng. Hãy lưu lại rồi thay tệp.',
  too_complex: 'Tệp này quá lớn hoặc quá phức tạp để đọc. Hãy chia thành các tệp nhỏ hơn.',
  file_gone: 'Tệp không còn trong kho lưu trữ. Hãy tải lên lại.',
  upload_missing: 'Tệp chưa bao giờ đến nơi. Hãy tải lên lại.',
  reader_missing: 'Hiện Grail không đọc được định dạng này. Hãy báo cho người quản lý Grail này rồi thử lại.',
  no_room: 'Không đủ dung lượng đĩa để đọc tệp này. Hãy thử lại hoặc báo cho người quản lý Grail này.',
  gave_up: 'Đã đọc tệp này nhiều lần mà không được. Hãy thử lại hoặc báo cho người quản lý Grail này.',
  not_started: 'Không xử lý được tệp này trong một ngày. Hãy thử lại hoặc báo cho người quản lý Grail này.',
  unstorable: 'Không lưu được các đoạn của tệp này. Hãy thử lại hoặc báo cho người quản lý Grail này.',
};
