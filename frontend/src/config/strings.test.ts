import { describe, expect, it } from 'vitest';
import { chooseLanguage } from '@/config/format';
import { en } from '@/config/strings/en';
import { vi } from '@/config/strings/vi';

/** Every path to a string or a function that makes one. */
function paths(value: object, before = ''): string[] {
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
    typeof inner === 'object' && inner !== null ? paths(inner, `${before}${name}.`) : [`${before}${name}`],
  );
}

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce((inner, name) => (inner as Record<string, unknown>)[name], value);
}

/** Words that both languages share. */
const SHARED = new Set(['app.name', 'auth.email', 'chat.grail', 'chat.tokensLabel', 'chat.price']);

describe('strings', () => {
  it('are all there in Vietnamese', () => {
    const missing = paths(en).filter((path) => !paths(vi).includes(path));
    expect(missing).toEqual([]);
  });

  it('are translated', () => {
    const same = paths(en).filter(
      (path) => typeof at(en, path) === 'string' && at(en, path) === at(vi, path),
    );
    expect(same.filter((path) => !SHARED.has(path))).toEqual([]);
  });
});

it('takes the first language of the browser that the page speaks', () => {
  expect(chooseLanguage(['fr-FR', 'vi-VN', 'en'])).toBe('vi');
  expect(chooseLanguage(['en-GB', 'vi'])).toBe('en');
  expect(chooseLanguage(['fr'])).toBe('en');
});
