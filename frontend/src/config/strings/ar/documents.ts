import { bytes, count, percent } from '@/config/format';
import { pluralIn } from '@/config/plural';
import { textFor } from '@/config/text-for';
import type { Strings } from '@/config/strings/shape';
import type { PartialReading } from '@/types/api';

const plural = pluralIn('ar');

/** Why a document was not read to its end. */
const reasons = {
  seconds: 'قراءته كاملاً تستغرق وقتاً أطول مما يُسمح به لمستند',
  characters: 'فيه نص أكثر مما يُسمح به لمستند',
  pages: 'فيه صفحات أكثر مما يُسمح به لمستند',
  cells: 'فيه خلايا أكثر مما يُسمح به لمستند',
  members: 'فيه ملفات أكثر مما يُقرأ',
  too_complex: 'يحتاج الباقي وقتاً أو ذاكرة أكثر مما يُسمح به لمستند',
};

const howFar: Record<PartialReading['unit'], (done: number, total: number) => string> = {
  page: (done, total) => `${count(done)} من أصل ${count(total)} من الصفحات`,
  percent: (done) => `${percent(done / 100)} من هذا الملف`,
  part: () => 'جزء من هذا الملف',
};

const documentsOf = (n: number) =>
  plural(n, {
    zero: 'لا مستندات',
    one: 'مستند واحد',
    two: 'مستندان',
    few: '# مستندات',
    many: '# مستنداً',
    other: '# مستند',
  });

export const documents: Strings['documents'] = {
  title: 'المستندات',
  add: 'إضافة ملفات',
  addShort: 'إضافة ملفات',
  addFolder: 'إضافة مجلد',
  webSources: 'مصادر الويب',
  dropTitle: 'أفلت الملفات لإضافتها',
  dropHint: (extensions, max) => `${extensions}، حتى ${bytes(max)} لكل ملف`,
  empty: 'لا مستندات بعد',
  emptyHint: 'أفلت الملفات هنا أو ألصقها أو اخترها.',
  noMatch: 'لا يوجد مستند مطابق.',
  filter: 'تصفية بالاسم',
  searchInside: (words) => `البحث داخل المستندات عن «${words}»`,
  foundInside: (words) => `داخل المستندات: «${words}»`,
  allTags: 'كل الوسوم',
  count: documentsOf,
  loadFailed: 'تعذّر تحميل مستنداتك.',
  quota: (documents, allowed, size, most) =>
    `المستندات: ${count(documents)} من ${count(allowed)}، المساحة: ${bytes(size)} من ${bytes(most)}`,
  nearlyFull: 'أوشكت مساحتك على الامتلاء. احذف المستندات التي لم تعد تحتاج إليها.',
  tooLarge: (name, max) => `«${name}» أكبر من ${bytes(max)} ولم يُضف.`,
  isEmpty: (name) => `«${name}» فارغ ولم يُضف.`,
  packed: (name) => `في «${name}» ملفات أخرى. فكّ ضغطه وأضف المجلد: يصبح كل ملف فيه مستنداً.`,
  wrongType: (name) => `لا يمكن قراءة «${name}». لا يعرف Grail هذا النوع من الملفات.`,
  kinds: {
    html: 'صفحات ويب',
    eml: 'رسائل بريد',
    epub: 'كتب إلكترونية',
    png: 'صور',
    py: 'شيفرة برمجية',
  },
  moreKinds: 'وغير ذلك',
  status: {
    uploading: 'جارٍ الرفع',
    queued: 'في الانتظار',
    extracting: 'جارٍ القراءة',
    embedding: 'جارٍ التحليل',
    indexing: 'جارٍ الفهرسة',
    ready: 'جاهز',
    failed: 'فشل',
    deleting: 'جارٍ الحذف',
  },
  waitingToUpload: 'في انتظار الرفع',
  uploadFailed: 'انقطع الرفع.',
  uploadRefused: 'تعذّر تخزين هذا الملف.',
  interrupted: 'انقطع الرفع. أضف الملف من جديد أو احذف هذا العنصر.',
  progress: (done, total) => `${count(done)} من ${count(total)}`,
  pace: (perSecond, minutes) =>
    `${count(Math.max(1, Math.round(perSecond)))} في الثانية، بقي نحو ${count(minutes)} د`,
  pages: (n) =>
    plural(n, {
      zero: 'لا صفحات',
      one: 'صفحة واحدة',
      two: 'صفحتان',
      few: '# صفحات',
      many: '# صفحة',
      other: '# صفحة',
    }),
  partial: ({ code, done, total, unit }) =>
    `لم يُقرأ سوى ${howFar[unit](done, total)}: ${textFor(reasons, code) ?? reasons.too_complex}. ` +
    'ليُقرأ كله، قسّم الملف وارفع أجزاءه.',
  slides: (n) =>
    plural(n, {
      zero: 'لا شرائح',
      one: 'شريحة واحدة',
      two: 'شريحتان',
      few: '# شرائح',
      many: '# شريحة',
      other: '# شريحة',
    }),
  sheets: (n) =>
    plural(n, {
      zero: 'لا أوراق',
      one: 'ورقة واحدة',
      two: 'ورقتان',
      few: '# أوراق',
      many: '# ورقة',
      other: '# ورقة',
    }),
  cancelUpload: (name) => `إلغاء رفع ${name}`,
  dismiss: (name) => `تجاهل ${name}`,
  retry: 'إعادة المحاولة',
  actions: (name) => `إجراءات ${name}`,
  ask: 'السؤال عن هذا المستند',
  rename: 'إعادة التسمية',
  renameLabel: 'الاسم',
  tags: 'تعديل الوسوم',
  tagsLabel: 'الوسوم، مفصولة بفواصل',
  replace: 'الاستبدال بنسخة جديدة',
  delete: 'حذف',
  deleted: (name) => `تم حذف «${name}».`,
  uploadsLabel: 'عمليات الرفع',
  inFolder: (folder) => `في ${folder}`,
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
};

export const ingest: Strings['ingest'] = {
  label: 'مستندات قيد القراءة',
  reading: (n) => `جارٍ القراءة: ${documentsOf(n)}`,
  ready: (n) => `جاهز: ${count(n)}`,
  failed: (n) => `فشل: ${count(n)}`,
  minutesLeft: (n) => `نحو ${count(n)} د`,
  readyInTheEnd: (n) =>
    plural(n, {
      zero: 'لا مستند جاهز.',
      one: 'مستند واحد جاهز.',
      two: 'مستندان جاهزان.',
      few: '# مستندات جاهزة.',
      many: '# مستنداً جاهزاً.',
      other: '# مستند جاهز.',
    }),
  failedInTheEnd: (n) => `تعذّرت قراءة ${documentsOf(n)}.`,
  notice: 'إشعاري عند اكتمال القراءة',
  noticeOn: 'سيصلك إشعار عند اكتمال قراءة كل المستندات.',
  noticeRefused: 'متصفحك لا يسمح بإشعارات هذه الصفحة. غيّر ذلك في إعداداته.',
};

export const sameFiles: Strings['sameFiles'] = {
  title: (n) =>
    plural(n, {
      zero: 'لا ملفات مكررة',
      one: 'هذا الملف موجود هنا بالفعل',
      two: 'ملفان موجودان هنا بالفعل',
      few: '# ملفات موجودة هنا بالفعل',
      many: '# ملفاً موجوداً هنا بالفعل',
      other: '# ملف موجود هنا بالفعل',
    }),
  more: (n) => `وغيرها: ${count(n)}`,
  text: 'الاستبدال يقرأ الملف الجديد مكان القديم ويُبقي وسومه. والاحتفاظ بالاثنين يضيف مستنداً آخر.',
  replace: 'استبدال',
  keepBoth: 'الاحتفاظ بالاثنين',
  skip: 'تخطٍّ',
};

export const collections: Strings['collections'] = {
  title: 'المجموعات',
  invited: 'المجموعات: لديك دعوة',
  all: 'كل المجموعات',
  add: 'مجموعة جديدة',
  empty: 'لا توجد مجموعات بعد. حدِّد مستندات لإضافتها إلى مجموعة.',
  loadFailed: 'تعذّر تحميل مجموعاتك.',
  put: 'إضافة إلى مجموعة',
  which: 'اسم المجموعة، جديدة أو موجودة',
  takeOut: 'إخراج من المجموعة',
  takenOut: 'أُخرج من المجموعة.',
  ask: 'السؤال ضمن هذه المجموعة',
  tooMany: 'لديك أقصى عدد مسموح من المجموعات. احذف واحدة أولًا.',
  count: (n) =>
    plural(n, {
      zero: 'لا مجموعات',
      one: 'مجموعة واحدة',
      two: 'مجموعتان',
      few: '# مجموعات',
      many: '# مجموعة',
      other: '# مجموعة',
    }),
  named: (name) => `المجموعة «${name}»`,
  added: (name) => `أُضيف إلى «${name}».`,
};
