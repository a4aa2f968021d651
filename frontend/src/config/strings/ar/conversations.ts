import type { Strings } from '@/config/strings/shape';

export const conversations: Strings['conversations'] = {
  new: 'محادثة جديدة',
  search: 'البحث في المحادثات',
  empty: 'ستظهر محادثاتك هنا.',
  noMatch: 'لا توجد محادثة مطابقة.',
  untitled: 'بلا عنوان',
  loadFailed: 'تعذّر تحميل محادثاتك.',
  actions: (title) => `إجراءات ${title}`,
  rename: 'إعادة التسمية',
  renameLabel: 'العنوان',
  delete: 'حذف',
  deleted: (title) => `تم حذف «${title}».`,
  share: 'المشاركة برابط',
  exportMarkdown: 'تصدير بصيغة Markdown',
  exportJson: 'تصدير بصيغة JSON',
  answering: 'تُكتب إجابة الآن',
  searching: 'جارٍ البحث…',
  list: 'محادثاتك',
  days: {
    today: 'اليوم',
    yesterday: 'أمس',
    week: 'آخر 7 أيام',
    older: 'أقدم',
  },
};
