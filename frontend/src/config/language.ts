/** The languages of the page, and which of them a person reads. */

/**
 * Each language with the plural forms that its grammar has, as Intl.PluralRules names them. What Romance languages say
 * of a million alone is left out: in digits it takes the form of the others.
 */
export const PLURAL_FORMS = {
  en: ['one', 'other'],
  vi: ['other'],
  de: ['one', 'other'],
  fr: ['one', 'other'],
  es: ['one', 'other'],
  pt: ['one', 'other'],
  ja: ['other'],
  zh: ['other'],
  ar: ['zero', 'one', 'two', 'few', 'many', 'other'],
} as const satisfies Record<string, readonly Intl.LDMLPluralRule[]>;

export type Language = keyof typeof PLURAL_FORMS;

export const LANGUAGES = Object.keys(PLURAL_FORMS) as readonly Language[];

/** What a person can choose, by its BCP 47 tag, each named in its own language. */
export const CHOICES = {
  'en-US': 'English (US)',
  'en-GB': 'English (UK)',
  vi: 'Tiếng Việt',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  pt: 'Português',
  ja: '日本語',
  'zh-Hans': '简体中文',
  ar: 'العربية',
} as const;

export type Choice = keyof typeof CHOICES;

const baseOf = (tag: string) => tag.toLowerCase().split('-')[0];

/** The first of these tags that the page speaks; English when there is none. */
export function chooseLanguage(tags: readonly string[]): Language {
  for (const tag of tags) {
    const language = LANGUAGES.find((spoken) => spoken === baseOf(tag));
    if (language) return language;
  }
  return 'en';
}

/** The script that a tag is written in; undefined for what is no tag, such as `en-US@posix`. */
function scriptOf(tag: string): string | undefined {
  try {
    return new Intl.Locale(tag).maximize().script;
  } catch {
    return undefined;
  }
}

/**
 * The first variety of the page's language among these tags, such as Swiss German; else the language. A variety in
 * another script, such as Chinese of Taiwan, would not fit the texts.
 */
export function chooseLocale(tags: readonly string[], spoken: Language): string {
  const script = scriptOf(spoken);
  return tags.find((tag) => baseOf(tag) === spoken && scriptOf(tag) === script) ?? spoken;
}

export function browserTags(): readonly string[] {
  return typeof navigator === 'undefined' ? [] : (navigator.languages ?? [navigator.language]);
}

/** The tags in the order in which they count: the person's choice is before the browser's languages. */
export function tagsFor(choice: Choice | null): readonly string[] {
  // A choice without a region, such as German, leaves the region to the browser.
  return choice === null ? browserTags() : [...varietiesOf(choice), ...browserTags()];
}

function varietiesOf(choice: Choice): readonly string[] {
  const regional = browserTags().find((tag) => baseOf(tag) === choice);
  return regional ? [regional, choice] : [choice];
}

/** The languages that are written from the right. */
const RIGHT_TO_LEFT: ReadonlySet<string> = new Set(['ar']);

export function directionOf(language: Language): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.has(language) ? 'rtl' : 'ltr';
}

const KEY = 'grail.language';

/** What the person chose on this browser; null leaves it to the browser's languages. */
export function storedChoice(): Choice | null {
  try {
    const stored = localStorage.getItem(KEY);
    return stored !== null && Object.hasOwn(CHOICES, stored) ? (stored as Choice) : null;
  } catch {
    return null;
  }
}

export function storeChoice(choice: Choice | null): void {
  try {
    if (choice === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, choice);
  } catch {
    // Then it holds for this visit.
  }
}
