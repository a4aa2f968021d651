import type { Strings } from '@/config/strings/en';

export const content: Strings['content'] = {
  code: 'Mã',
  wrapLines: 'Ngắt dòng dài',
  copyTable: 'Sao chép bảng',
  saveTable: 'Lưu thành CSV',
  tableFile: 'bang',
  expandTable: 'Phóng to',
};
