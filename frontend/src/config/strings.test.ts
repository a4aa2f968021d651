import { describe, expect, it } from 'vitest';
import { chooseLanguage, chooseLocale } from '@/config/format';
import { languages } from '@/config/strings';
import { en } from '@/config/strings/en';

/** Every path to a string or a function that makes one. */
function paths(value: object, before = ''): string[] {
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
    typeof inner === 'object' && inner !== null ? paths(inner, `${before}${name}.`) : [`${before}${name}`],
  );
}

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce((inner, name) => (inner as Record<string, unknown>)[name], value);
}

/** Words that all languages share. */
const SHARED = new Set(['app.name', 'auth.email', 'chat.grail', 'chat.tokensLabel', 'chat.price']);

describe.each(Object.entries(languages).filter(([name]) => name !== 'en'))('texts in %s', (_, texts) => {
  it('are complete', () => {
    const missing = paths(en).filter((path) => !paths(texts).includes(path));
    expect(missing).toEqual([]);
  });

  it('are translated', () => {
    const same = paths(en).filter(
      (path) => typeof at(en, path) === 'string' && at(en, path) === at(texts, path),
    );
    expect(same.filter((path) => !SHARED.has(path))).toEqual([]);
  });
});

it('takes the first language of the browser that the page speaks', () => {
  expect(chooseLanguage(['fr-FR', 'vi-VN', 'en'])).toBe('vi');
  expect(chooseLanguage(['en-GB', 'vi'])).toBe('en');
  expect(chooseLanguage(['fr'])).toBe('en');
});

it('writes dates and numbers as the browser’s variety of the language does', () => {
  expect(chooseLocale(['en-GB', 'en'], 'en')).toBe('en-GB');
  expect(chooseLocale(['fr-FR', 'EN-au'], 'en')).toBe('EN-au');
  expect(chooseLocale(['fr-FR'], 'en')).toBe('en');
  expect(chooseLocale(['en-GB', 'vi-VN'], 'vi')).toBe('vi-VN');
});
