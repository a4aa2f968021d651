import type { Strings } from '@/config/strings/en';

export const content: Strings['content'] = {
  code: 'شيفرة',
  wrapLines: 'التفاف الأسطر',
  copyTable: 'نسخ الجدول',
  saveTable: 'حفظ بصيغة CSV',
  tableFile: 'جدول',
  expandTable: 'عرض مكبّر',
};
