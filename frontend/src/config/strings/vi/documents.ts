import { bytes, count, percent } from '@/config/format';
import type { Strings } from '@/config/strings/shape';
import { textFor } from '@/config/text-for';
import type { PartialReading } from '@/types/api';

/** Why a document was not read to its end. */
const reasons = {
  seconds: 'đọc hết mất nhiều thời gian hơn mức cho phép',
  characters: 'tài liệu có nhiều chữ hơn mức cho phép',
  pages: 'tài liệu có nhiều trang hơn mức cho phép',
  cells: 'bảng tính có nhiều ô hơn mức cho phép',
  members: 'có nhiều tệp bên trong hơn mức được đọc',
  too_complex: 'phần còn lại cần nhiều thời gian hoặc bộ nhớ hơn mức cho phép',
};

const howFar: Record<PartialReading['unit'], (done: number, total: number) => string> = {
  page: (done, total) => `${count(done)} trên ${count(total)} trang`,
  percent: (done) => `${percent(done / 100)} tệp này`,
  part: () => 'một phần tệp này',
};

export const documents: Strings['documents'] = {
  title: 'Tài liệu',
  add: 'Thêm tệp',
  addShort: 'Thêm tệp',
  addFolder: 'Thêm thư mục',
  webSources: 'Nguồn trên web',
  dropTitle: 'Thả tệp để thêm',
  dropHint: (extensions, max) => `${extensions}, mỗi tệp tối đa ${bytes(max)}`,
  empty: 'Chưa có tài liệu',
  emptyHint: 'Thả tệp vào đây, dán hoặc chọn tệp.',
  noMatch: 'Không có tài liệu nào khớp.',
  filter: 'Lọc theo tên',
  searchInside: (words) => `Tìm “${words}” bên trong tài liệu`,
  foundInside: (words) => `Bên trong tài liệu: “${words}”`,
  allTags: 'Mọi nhãn',
  count: (n) => `${count(n)} tài liệu`,
  loadFailed: 'Không tải được tài liệu của bạn.',
  quota: (documents, allowed, size, most) =>
    `${count(documents)} trên ${count(allowed)} tài liệu, ${bytes(size)} trên ${bytes(most)}`,
  nearlyFull: 'Dung lượng của bạn gần đầy. Hãy xóa những tài liệu bạn không cần nữa.',
  tooLarge: (name, max) => `“${name}” lớn hơn ${bytes(max)} nên không được thêm.`,
  isEmpty: (name) => `“${name}” rỗng nên không được thêm.`,
  packed: (name) =>
    `“${name}” chứa các tệp khác. Hãy giải nén rồi thêm thư mục: mỗi tệp trong đó thành một tài liệu.`,
  wrongType: (name) => `Không đọc được “${name}”. Grail không biết loại tệp này.`,
  kinds: {
    html: 'trang web',
    eml: 'email',
    epub: 'sách điện tử',
    png: 'ảnh',
    py: 'mã nguồn',
  },
  moreKinds: 'và nhiều loại khác',
  status: {
    uploading: 'Đang tải lên',
    queued: 'Đang chờ',
    extracting: 'Đang đọc',
    embedding: 'Đang phân tích',
    indexing: 'Đang lập chỉ mục',
    ready: 'Sẵn sàng',
    failed: 'Không thành công',
    deleting: 'Đang xoá',
  },
  waitingToUpload: 'Chờ tải lên',
  uploadFailed: 'Việc tải lên bị gián đoạn.',
  uploadRefused: 'Không lưu được tệp này.',
  interrupted: 'Việc tải lên bị gián đoạn. Hãy thêm lại tệp hoặc xoá mục này.',
  progress: (done, total) => `${count(done)} trên ${count(total)}`,
  pace: (perSecond, minutes) =>
    `${count(Math.max(1, Math.round(perSecond)))} mỗi giây, còn khoảng ${count(minutes)} phút`,
  pages: (n) => `${count(n)} trang`,
  partial: ({ code, done, total, unit }) =>
    `Chỉ đọc được ${howFar[unit](done, total)}: ${textFor(reasons, code) ?? reasons.too_complex}. ` +
    'Để đọc hết, hãy chia tệp ra và tải lên từng phần.',
  slides: (n) => `${count(n)} trang chiếu`,
  sheets: (n) => `${count(n)} trang tính`,
  cancelUpload: (name) => `Huỷ tải lên ${name}`,
  dismiss: (name) => `Bỏ qua ${name}`,
  retry: 'Thử lại',
  actions: (name) => `Thao tác với ${name}`,
  ask: 'Hỏi về tài liệu này',
  rename: 'Đổi tên',
  renameLabel: 'Tên',
  tags: 'Sửa nhãn',
  tagsLabel: 'Nhãn, cách nhau bằng dấu phẩy',
  replace: 'Thay bằng bản mới',
  delete: 'Xoá',
  deleted: (name) => `Đã xoá “${name}”.`,
  uploadsLabel: 'Đang tải lên',
  inFolder: (folder) => `trong ${folder}`,
  searchHits: (n, exact) =>
    exact > 0 && exact < n
      ? `${count(exact)} đoạn có đúng các từ này, ${count(n - exact)} đoạn liên quan`
      : `Tìm thấy ${count(n)} đoạn`,
};

export const ingest: Strings['ingest'] = {
  label: 'Tài liệu đang được đọc',
  reading: (n) => `Đang đọc ${count(n)} tài liệu`,
  ready: (n) => `${count(n)} đã sẵn sàng`,
  failed: (n) => `${count(n)} không đọc được`,
  minutesLeft: (n) => `khoảng ${count(n)} phút`,
  readyInTheEnd: (n) => `${count(n)} tài liệu đã sẵn sàng.`,
  failedInTheEnd: (n) => `${count(n)} tài liệu không đọc được.`,
  notice: 'Báo cho tôi khi đọc xong tất cả',
  noticeOn: 'Bạn sẽ được báo khi mọi tài liệu đã đọc xong.',
  noticeRefused: 'Trình duyệt không cho phép trang này gửi thông báo. Hãy đổi điều đó trong cài đặt.',
};

export const sameFiles: Strings['sameFiles'] = {
  title: (n) => `${count(n)} tệp đã có ở đây`,
  more: (n) => `và ${count(n)} tệp nữa`,
  text: 'Thay thế sẽ đọc tệp mới vào chỗ của tệp cũ và giữ các thẻ. Giữ cả hai sẽ thêm một tài liệu nữa.',
  replace: 'Thay thế',
  keepBoth: 'Giữ cả hai',
  skip: 'Bỏ qua',
};

export const collections: Strings['collections'] = {
  title: 'Bộ sưu tập',
  invited: 'Bộ sưu tập: bạn được mời',
  all: 'Mọi bộ sưu tập',
  add: 'Bộ sưu tập mới',
  empty: 'Chưa có bộ sưu tập nào. Hãy chọn tài liệu để thêm vào một bộ.',
  loadFailed: 'Không tải được các bộ sưu tập của bạn.',
  put: 'Thêm vào bộ sưu tập',
  which: 'Tên bộ sưu tập, mới hoặc đã có',
  takeOut: 'Lấy ra khỏi bộ sưu tập',
  takenOut: 'Đã lấy ra khỏi bộ sưu tập.',
  ask: 'Hỏi trong bộ sưu tập này',
  tooMany: 'Bạn đã có số bộ sưu tập tối đa. Hãy xóa bớt một bộ trước.',
  count: (n) => `${count(n)} bộ sưu tập`,
  named: (name) => `bộ sưu tập “${name}”`,
  added: (name) => `Đã thêm vào “${name}”.`,
};
