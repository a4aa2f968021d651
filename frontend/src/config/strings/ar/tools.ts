import { count } from '@/config/format';
import type { Strings } from '@/config/strings/shape';

export const arranging: Strings['arranging'] = {
  title: 'الترتيب والتجميع',
  sorts: {
    newest: 'الأحدث أولًا',
    oldest: 'الأقدم أولًا',
    name: 'حسب الاسم',
    size: 'الأكبر أولًا',
    kind: 'حسب نوع الملف',
  },
  groups: {
    none: 'بلا مجموعات',
    tag: 'التجميع حسب الوسم',
    status: 'التجميع حسب الحالة',
    folder: 'التجميع حسب المجلد',
  },
  noTag: 'بلا وسم',
  noFolder: 'أضيفت منفردة',
  beingRead: 'قيد القراءة',
};

export const selection: Strings['selection'] = {
  title: 'المستندات المحددة',
  select: (name) => `تحديد ${name}`,
  one: 'تحديد',
  all: 'تحديد الكل',
  none: 'إلغاء التحديد',
  selected: (n) => `تم تحديد ${count(n)}`,
  ask: 'اسأل',
  tag: 'إضافة وسوم',
  tags: 'الوسوم المراد إضافتها، مفصولة بفواصل',
  tagged: 'أضيفت الوسوم',
  deleted: 'حُذفت',
};

export const prompts: Strings['prompts'] = {
  title: 'الأسئلة المحفوظة',
  where: 'تُحفظ في هذا المتصفح وحده. اكتب «/» في حقل السؤال لاستخدام أحدها.',
  notKept: 'هذا المتصفح لا يسمح للصفحة بحفظ الأسئلة.',
  manage: 'إدارة الأسئلة المحفوظة…',
  menus: {
    document: 'المستندات والوسوم',
    prompt: 'قائمة الأسئلة',
  },
  save: 'حفظ السؤال',
  add: 'سؤال جديد',
  edit: (name) => `تعديل ${name}`,
  remove: (name) => `حذف ${name}`,
  name: 'اسم قصير',
  text: 'نص السؤال',
  busy: 'تُكتب الآن إجابة. انتظر نهايتها أو أوقفها أولًا.',
};

export const palette: Strings['palette'] = {
  title: 'انتقال أو إجراء',
  field: 'ابحث في المحادثات والمستندات والإجراءات',
  actions: 'إجراءات',
  conversations: 'محادثات',
  documents: 'مستندات للقراءة',
  none: 'لا شيء مطابق.',
  help: '↑ ↓ للاختيار، Enter للفتح، Esc للإغلاق.',
};

export const view: Strings['view'] = {
  textSize: 'حجم النص',
  sizes: {
    small: 'صغير',
    normal: 'عادي',
    large: 'كبير',
  },
  width: 'عرض المحادثة',
  widths: {
    narrow: 'للقراءة',
    wide: 'واسع',
  },
};

export const following: Strings['following'] = {
  title: 'اسأل بعد ذلك',
  questions: 'نسخ هذا السؤال',
  earlier: 'النسخة السابقة',
  later: 'النسخة التالية',
};

export const notes: Strings['notes'] = {
  title: 'الملاحظات',
  add: 'ملاحظة جديدة',
  search: 'البحث في الملاحظات',
  empty: 'احتفظ بإجابة بالإشارة المرجعية أسفلها، أو اكتب ملاحظة من عندك.',
  loadFailed: 'تعذر تحميل ملاحظاتك.',
  words: 'كلماتك أنت',
  keep: 'الاحتفاظ بهذه الإجابة',
  kept: 'حُفظت في ملاحظاتك.',
  deleted: 'أُزيلت من ملاحظاتك.',
  more: 'عرض الإجابة كاملة',
  less: 'عرض أقل',
  conversation: 'فتح المحادثة',
  edit: 'تعديل كلماتك',
  copy: 'نسخ هذه الملاحظة',
  remove: 'حذف هذه الملاحظة',
  full: 'لديك من الملاحظات ما يُسمح به. احذف بعضها أولاً.',
  tooLong: 'هذه الإجابة أطول من أن تُحفظ.',
};

export const folders: Strings['folders'] = {
  move: 'النقل إلى مجلد…',
  name: 'اسم المجلد؛ فارغ لعدم اختيار أي مجلد',
  rename: 'إعادة تسمية المجلد',
  actions: (name) => `إجراءات المجلد ${name}`,
  dissolve: 'حل المجلد',
};

export const pins: Strings['pins'] = {
  pin: 'تثبيت في الأعلى',
  unpin: 'إلغاء التثبيت',
  pinned: 'مثبتة',
  html: 'تصدير كصفحة ويب',
};

export const everywhere: Strings['everywhere'] = {
  title: 'الجلسات',
  text: 'ربما سجّلت الدخول في متصفحات وأجهزة أخرى أيضًا.',
  act: 'تسجيل الخروج من كل مكان',
  ask: 'يُسجَّل خروج كل المتصفحات والأجهزة، وهذا أيضًا. قد تعمل الأخرى حتى ساعة.',
};
