import { pluralIn } from '@/config/plural';

const plural = pluralIn('en');

export const account = {
  menu: 'Account',
  usage: 'Usage',
  theme: 'Appearance',
  themes: { system: 'Like the system', light: 'Light', dark: 'Dark' },
  usageTitle: 'Usage in the last 30 days',
  usageFailed: 'Your usage could not be loaded.',
  questions: 'Questions',
  inputTokens: 'Tokens read',
  outputTokens: 'Tokens written',
  embeddedTokens: 'Tokens embedded',
  price: 'Price',
  cap: (used: string, cap: string) => `${used} of ${cap}`,
  caps: {
    daily_questions: 'Questions today',
    daily_price_usd: 'Spent today',
    documents: 'Documents kept',
    bytes: 'Space used',
  },
  chart: 'Price for each day',
  chartQuestions: 'Questions for each day',
  dayByDay: 'Day by day',
  dayFigure: (day: string, questions: number, price: string) =>
    `${day}: ${plural(questions, { one: '# question', other: '# questions' })}, ${price}`,
  language: 'Language',
  browserLanguage: 'Like the browser',
  languageFailed: 'This language could not be loaded. Check your connection and try again.',
  shortcuts: 'Keyboard shortcuts',
  data: {
    title: 'Your data',
    remove: 'Delete account',
    removeText: 'Your account and everything in it are deleted for good.',
    removeList:
      'All documents in every version, what was read of them, your chats, your usage and your sign-in are deleted. Nobody can bring them back.',
    typeEmail: (email: string) => `Type ${email} to confirm`,
    removed: 'Your account is being deleted. In a quarter of an hour nothing of it is left.',
    signInFirst: 'Sign out and in again. Then delete the account within five minutes.',
    removeFailed: 'The account could not be deleted.',
  },
  none: 'No questions in these days.',
};

export const security = {
  title: 'Sign-in and security',
  signedInAs: (email: string) => `You are signed in as ${email}.`,
  throughCompany: 'You sign in with your company, which manages your password and second factor.',
  passwordText: 'You sign in with your email and this password.',
  changePassword: 'Change password',
  currentPassword: 'Current password',
  wrongPassword: 'The current password is wrong.',
  passwordChanged: 'Your password has been changed.',
  app: 'Authenticator app',
  on: 'On',
  off: 'Off',
  appOff:
    'Ask for a code from an app on your phone besides the password, so that a stolen password is not enough.',
  appOn: 'Whenever you sign in, you enter a code from your app.',
  setUp: 'Set up',
  setUpTitle: 'Set up your authenticator app',
  scan: 'Scan this code with an authenticator app.',
  orType: 'Or type this key into the app:',
  qrCode: 'Square code with the key for the authenticator app',
  copyKey: 'Copy key',
  openApp: 'Open in the app',
  turnOn: 'Turn on',
  turnOff: 'Turn off',
  turnOffText: 'From now on, your password alone is enough to sign in.',
  stateFailed: 'We could not check whether an app is set up.',
};
