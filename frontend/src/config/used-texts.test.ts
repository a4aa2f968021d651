import { expect, it } from 'vitest';
import * as first from '@/config/strings/en';
import * as late from '@/config/strings/en/late';

const sources = import.meta.glob<string>(
  ['/src/**/*.{ts,tsx}', '!/src/config/strings/**', '!/src/**/*.test.*'],
  {
    query: '?raw',
    import: 'default',
    eager: true,
  },
);

/** The paths of all texts, such as `chat.routes.summary`. */
function pathsOf(value: object, before = ''): string[] {
  return Object.entries(value).flatMap(([name, inner]: [string, object | string]) =>
    typeof inner === 'object' ? pathsOf(inner, `${before}${name}.`) : [before + name],
  );
}

/** What code reads of `t`, such as `chat.title`, or `chat.routes` where a variable says which of them. */
function readIn(source: string): string[] {
  const reads = source.matchAll(/(?<!\w|\w\.)t((?:\s*\.\s*\w+)+)/g);
  return [...reads].map(([, path = '']) => path.replace(/\s/g, '').slice(1));
}

const english = { ...first, ...late };
const texts = pathsOf(english);
const read = new Set(Object.values(sources).flatMap(readIn));

it('has no text that nobody reads', () => {
  expect(Object.keys(sources).length).toBeGreaterThan(200);
  const unread = texts.filter(
    (text) => ![...read].some((path) => `${path}.`.startsWith(`${text}.`) || text.startsWith(`${path}.`)),
  );
  expect(unread).toEqual([]);
});

// Else every text of a group would count as read: what a variable chooses from is a table of its own.
it('chooses by a variable from tables alone', () => {
  const whole = [...read].filter((path) => path in english);
  expect(whole).toEqual(['errors']);
});
