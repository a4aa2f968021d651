import { count } from '@/config/format';
import { pluralIn } from '@/config/plural';
import type { Strings } from '@/config/strings/shape';

const plural = pluralIn('ar');

export const reader: Strings['reader'] = {
  title: 'القارئ',
  pageView: 'الصفحة',
  textView: 'النص',
  views: 'طريقة العرض',
  page: (n) => `الصفحة ${n}`,
  pageOf: (n, total) => `الصفحة ${n} من ${total}`,
  thumbnails: 'صور الصفحات المصغّرة',
  previousPage: 'الصفحة السابقة',
  nextPage: 'الصفحة التالية',
  zoomIn: 'تكبير',
  zoomOut: 'تصغير',
  earlier: 'عرض ما قبله',
  later: 'عرض ما بعده',
  loading: 'جارٍ الفتح…',
  failed: 'تعذّر فتح هذا المقطع.',
  gone: 'تم حذف هذا المستند. هذا هو المقطع كما استُشهد به.',
  pdfFailed: 'تعذّر عرض هذه الصفحة. النص ما زال هنا.',
  quoteNotOnPage: 'تعذّر تمييز الاقتباس على هذه الصفحة. يظهر في عرض النص.',
  download: 'فتح الملف الأصلي',
  askAboutPage: 'السؤال عن هذه الصفحة',
  askAboutPassage: 'السؤال عن هذا المقطع',
  askPrompt: (name, page) => (page ? `عن الصفحة ${page} من «${name}»: ` : `عن «${name}»: `),
  search: 'البحث في هذا المستند',
  searchHits: (n, exact) =>
    exact > 0 && exact < n
      ? `${count(exact)} بهذه الكلمات، و${count(n - exact)} ذات صلة`
      : plural(n, {
          zero: 'لم يُعثر على أي مقطع',
          one: 'عُثر على مقطع واحد',
          two: 'عُثر على مقطعين',
          few: 'عُثر على # مقاطع',
          many: 'عُثر على # مقطعاً',
          other: 'عُثر على # مقطع',
        }),
  goneWhole: 'تم حذف هذا المستند.',
  noPassages: 'لا يوجد نص في هذا المستند.',
  guide: 'عن هذا المستند',
  guideQuestions: 'أسئلة يجيب عنها',
};
