/** Numbers, sizes and times as the person's language writes them. */

/** The languages of the page, each with its texts in `strings/`. English stands in for every other. */
export const LANGUAGES = ['en', 'vi'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The first of the browser's languages that the page speaks; English when there is none. */
export function chooseLanguage(tags: readonly string[]): Language {
  for (const tag of tags) {
    const language = LANGUAGES.find((spoken) => spoken === tag.toLowerCase().split('-')[0]);
    if (language) return language;
  }
  return 'en';
}

const tags: readonly string[] =
  typeof navigator === 'undefined' ? [] : (navigator.languages ?? [navigator.language]);

export const language: Language = chooseLanguage(tags);

/** The browser's own variety of the page's language, such as British English; else the language. */
export function chooseLocale(tags: readonly string[], spoken: Language): string {
  return tags.find((tag) => tag.toLowerCase().split('-')[0] === spoken) ?? spoken;
}

const locale = chooseLocale(tags, language);
const integer = new Intl.NumberFormat(locale);
const decimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
const dayFormat = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
const momentFormat = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });

export function count(n: number): string {
  return integer.format(n);
}

export function bytes(n: number): string {
  if (n < 1024) return `${integer.format(n)} B`;
  if (n < 1024 ** 2) return `${integer.format(Math.round(n / 1024))} KB`;
  if (n < 1024 ** 3) return `${decimal.format(n / 1024 ** 2)} MB`;
  return `${decimal.format(n / 1024 ** 3)} GB`;
}

/** US dollars; answers cost fractions of a cent, so small prices keep more digits. */
export function money(usd: number): string {
  const digits = usd === 0 || usd >= 1 ? 2 : usd >= 0.01 ? 3 : 5;
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: 2,
    maximumFractionDigits: digits,
  }).format(usd);
}

export function day(iso: string): string {
  return dayFormat.format(new Date(iso));
}

/** A date that a file states, as exactly as it states it: `2023`, `2023-05`, `2023-05-04`, or with a time in UTC. */
export function statedDate(iso: string): string {
  const [year = '', month, dayOfMonth] = iso.slice(0, 10).split('-');
  const options: Intl.DateTimeFormatOptions = {
    year: 'numeric',
    ...(month && { month: 'short' }),
    ...(dayOfMonth && { day: 'numeric' }),
  };
  const date = new Date(Date.UTC(Number(year), Number(month ?? 1) - 1, Number(dayOfMonth ?? 1)));
  const formatted = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
  return Number.isNaN(date.getTime()) ? iso : formatted.format(date);
}

export function moment(iso: string): string {
  return momentFormat.format(new Date(iso));
}
