import { count } from '@/config/format';
import type { Strings } from '@/config/strings/shape';

export const content: Strings['content'] = {
  code: 'شيفرة',
  wrapLines: 'التفاف الأسطر',
  copyTable: 'نسخ الجدول',
  saveTable: 'حفظ بصيغة CSV',
  tableFile: 'جدول',
  expandTable: 'عرض مكبّر',
  verified: 'الاقتباس يقول هذا',
  openPage: 'فتح الصفحة',
  openPassage: 'فتح المقطع',
  copyQuote: 'نسخ الاقتباس',
  doubtLegend: 'كهرماني ومتقطع: تحقق منها بنفسك',
  citationCard: 'عن هذا المصدر',
  standing: {
    changed: 'تغيّر المستند بعد هذه الإجابة. قد تكون هذه الكلمات الآن في موضع آخر أو لم تعد موجودة.',
    deleted: 'حُذف هذا المستند.',
  },
  step: (n: number, total: number) => `الاقتباس ${count(n)} من ${count(total)}`,
  previousStep: 'الاقتباس السابق',
  nextStep: 'الاقتباس التالي',
  readerWidth: 'عرض القارئ',
  pageField: 'رقم الصفحة',
  fitWidth: 'ملاءمة العرض',
  fitHeight: 'ملاءمة الارتفاع',
  rotate: 'تدوير',
};
