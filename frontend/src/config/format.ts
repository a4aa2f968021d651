/** Numbers, sizes, times and lists as the person's locale writes them. */

function formatsOf(locale: string) {
  const unit = (name: string, digits: number, unitDisplay: 'short' | 'narrow' = 'short') =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay, maximumFractionDigits: digits });
  return {
    locale,
    integer: new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }),
    percent: new Intl.NumberFormat(locale, { style: 'percent' }),
    sizes: [unit('byte', 0), unit('kilobyte', 0), unit('megabyte', 1), unit('gigabyte', 1)] as const,
    seconds: unit('second', 1, 'narrow'),
    day: new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' }),
    moment: new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }),
    anyOf: new Intl.ListFormat(locale, { type: 'disjunction' }),
  };
}

let formats = formatsOf('en');

export function setLocale(locale: string): void {
  formats = formatsOf(locale);
}

export function count(n: number): string {
  return formats.integer.format(n);
}

/** `part` of 1 as a percentage. */
export function percent(part: number): string {
  return formats.percent.format(part);
}

export function bytes(n: number): string {
  const [byte, kilobyte, megabyte, gigabyte] = formats.sizes;
  if (n < 1024) return byte.format(n);
  if (n < 1024 ** 2) return kilobyte.format(n / 1024);
  if (n < 1024 ** 3) return megabyte.format(n / 1024 ** 2);
  return gigabyte.format(n / 1024 ** 3);
}

export function seconds(n: number): string {
  return formats.seconds.format(n);
}

/** US dollars; answers cost fractions of a cent, so small prices keep more digits. */
export function money(usd: number): string {
  const digits = usd === 0 || usd >= 1 ? 2 : usd >= 0.01 ? 3 : 5;
  return new Intl.NumberFormat(formats.locale, {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: 2,
    maximumFractionDigits: digits,
  }).format(usd);
}

export function day(iso: string): string {
  return formats.day.format(new Date(iso));
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
  const formatted = new Intl.DateTimeFormat(formats.locale, { ...options, timeZone: 'UTC' });
  return Number.isNaN(date.getTime()) ? iso : formatted.format(date);
}

export function moment(iso: string): string {
  return formats.moment.format(new Date(iso));
}

/** `a, b or c`. */
export function anyOf(items: readonly string[]): string {
  return formats.anyOf.format(items);
}
