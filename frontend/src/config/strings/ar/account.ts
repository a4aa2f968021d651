import { pluralIn } from '@/config/plural';
import type { Strings } from '@/config/strings/en';

const plural = pluralIn('ar');

export const account: Strings['account'] = {
  menu: 'الحساب',
  usage: 'الاستخدام',
  theme: 'المظهر',
  themes: { system: 'كما في النظام', light: 'فاتح', dark: 'داكن' },
  usageTitle: 'الاستخدام في آخر 30 يوماً',
  usageFailed: 'تعذّر تحميل استخدامك.',
  questions: 'الأسئلة',
  inputTokens: 'الرموز المقروءة',
  outputTokens: 'الرموز المكتوبة',
  embeddedTokens: 'الرموز المفهرسة',
  price: 'السعر',
  cap: (used, cap) => `${used} من ${cap}`,
  caps: {
    daily_questions: 'أسئلة اليوم',
    daily_price_usd: 'إنفاق اليوم',
    documents: 'المستندات المحفوظة',
    bytes: 'المساحة المستخدمة',
  },
  chart: 'السعر لكل يوم',
  chartQuestions: 'الأسئلة لكل يوم',
  dayByDay: 'يوماً بيوم',
  dayFigure: (day, questions, price) =>
    `${day}: ${plural(questions, {
      zero: 'لا أسئلة',
      one: 'سؤال واحد',
      two: 'سؤالان',
      few: '# أسئلة',
      many: '# سؤالاً',
      other: '# سؤال',
    })}، ${price}`,
  language: 'اللغة',
  browserLanguage: 'كما في المتصفح',
  languageFailed: 'تعذّر تحميل هذه اللغة. تحقّق من اتصالك وحاول مرة أخرى.',
  shortcuts: 'اختصارات لوحة المفاتيح',
  none: 'لا أسئلة في هذه الأيام.',
};

export const security: Strings['security'] = {
  title: 'تسجيل الدخول والأمان',
  signedInAs: (email) => `سجّلت الدخول باسم ${email}.`,
  throughCompany: 'تسجّل الدخول عبر شركتك، وهي التي تدير كلمة المرور والعامل الثاني.',
  passwordText: 'تسجّل الدخول ببريدك الإلكتروني وكلمة المرور هذه.',
  changePassword: 'تغيير كلمة المرور',
  currentPassword: 'كلمة المرور الحالية',
  wrongPassword: 'كلمة المرور الحالية غير صحيحة.',
  passwordChanged: 'تم تغيير كلمة المرور.',
  app: 'تطبيق المصادقة',
  on: 'مفعّل',
  off: 'معطّل',
  appOff: 'اطلب رمزاً من تطبيق على هاتفك إلى جانب كلمة المرور، فلا تكفي كلمة مرور مسروقة.',
  appOn: 'كلما سجّلت الدخول أدخلت رمزاً من تطبيقك.',
  setUp: 'إعداد',
  setUpTitle: 'إعداد تطبيق المصادقة',
  scan: 'امسح هذا الرمز بتطبيق المصادقة.',
  orType: 'أو اكتب هذا المفتاح في التطبيق:',
  qrCode: 'رمز مربّع فيه مفتاح تطبيق المصادقة',
  copyKey: 'نسخ المفتاح',
  openApp: 'فتح في التطبيق',
  turnOn: 'تفعيل',
  turnOff: 'تعطيل',
  turnOffText: 'من الآن تكفي كلمة المرور وحدها لتسجيل الدخول.',
  stateFailed: 'تعذّر التحقق من إعداد تطبيق.',
};
