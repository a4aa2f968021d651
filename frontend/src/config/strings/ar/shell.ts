import type { Strings } from '@/config/strings/shape';

export const app: Strings['app'] = {
  name: 'Grail',
  tagline: 'اسأل مستنداتك.',
  promise: 'ارفع ملفاتك واطرح سؤالاً وتحقّق من كل معلومة في موضعها من النص.',
  loading: 'جارٍ تحميل Grail…',
  skipToQuestion: 'الانتقال إلى حقل السؤال',
  retry: 'إعادة المحاولة',
  close: 'إغلاق',
  cancel: 'إلغاء',
  save: 'حفظ',
  undo: 'تراجع',
  loadMore: 'عرض المزيد',
  startFailedTitle: 'تعذّر بدء Grail',
  configMissing: 'تعذّر على الصفحة قراءة إعداداتها من هذا العنوان. تأكّد من أن الخادم يعمل.',
  serviceUnreachable: (url) => `الخدمة على ${url} لا تستجيب. تحقّق من اتصالك ومن أن الخدمة تعمل.`,
  crashedTitle: 'حدث خطأ في الصفحة',
  crashed: 'مستنداتك ومحادثاتك سليمة. أعد تحميل الصفحة للمتابعة.',
  reload: 'إعادة التحميل',
  unknownError: 'حدث خطأ ما. حاول مرة أخرى بعد قليل.',
  companyFailed: 'لم ينجح تسجيل الدخول عبر شركتك. حاول مرة أخرى أو اسأل المسؤول.',
};

export const connection: Strings['connection'] = {
  meanwhile: 'يمكنك متابعة قراءة ما تم تحميله. أما الأسئلة وعمليات الحذف فتنتظر.',
  now: 'الاتصال الآن',
  states: {
    open: 'متصل',
    connecting: 'جارٍ الاتصال…',
    waiting: 'انقطع الاتصال. جارٍ إعادة المحاولة…',
    closed: 'غير متصل',
  },
};

export const layout: Strings['layout'] = {
  openSidebar: 'إظهار المحادثات',
  closeSidebar: 'إخفاء المحادثات',
  openDocuments: 'إظهار المستندات',
  closeDocuments: 'إخفاء المستندات',
  closePanel: 'إغلاق اللوحة',
  sidebar: 'المحادثات والحساب',
  main: 'المحادثة',
  notices: 'إشعارات',
};

export const shortcuts: Strings['shortcuts'] = {
  title: 'اختصارات لوحة المفاتيح',
  close: 'إغلاق اللوحة',
  send: 'سؤال',
  newline: 'سطر جديد',
  names: {
    ask: 'الانتقال إلى حقل السؤال',
    new: 'محادثة جديدة',
    documents: 'إظهار المستندات أو إخفاؤها',
    conversations: 'البحث في المحادثات',
    upload: 'إضافة ملفات',
    help: 'عرض هذه الاختصارات',
    stop: 'إيقاف الإجابة',
  },
};

export const menu: Strings['menu'] = {
  title: 'الحساب',
  usage: 'الاستخدام',
  theme: 'المظهر',
  language: 'اللغة',
  security: 'تسجيل الدخول والأمان',
  programs: 'البرامج',
  data: 'بياناتك',
  admin: 'الإدارة',
  signOut: 'تسجيل الخروج',
};
