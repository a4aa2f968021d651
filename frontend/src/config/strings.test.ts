import { beforeAll, describe, expect, it } from 'vitest';
import { LANGUAGES, PLURAL_FORMS } from '@/config/language';
import { loaders, type Fetched } from '@/config/strings';
import * as first from '@/config/strings/en';
import * as late from '@/config/strings/en/late';

type Text = string | ((...given: unknown[]) => string);

/** Texts that rightly read as the English ones do, besides names. */
const SHARED: Record<Fetched, readonly string[]> = {
  vi: ['auth.email'],
  de: [
    'chat.searchedIn',
    'content.code',
    'documents.inFolder',
    'chat.tokensLabel',
    'documents.renameLabel',
    'reader.textView',
  ],
  fr: [
    'chat.scopeDocuments',
    'chat.sources',
    'chat.title',
    'chat.tokensLabel',
    'collections.count',
    'collections.title',
    'content.code',
    'documents.count',
    'documents.kinds.eml',
    'documents.pages',
    'documents.title',
    'reader.page',
    'reader.pageView',
  ],
  es: ['chat.tokensLabel'],
  pt: ['chat.tokensLabel', 'documents.kinds.eml', 'documents.slides'],
  ja: [],
  zh: [],
  ar: [],
};
const NAMES = ['app.name', 'chat.grail'];

/** What a text is made with, where three numbers will not do. */
const GIVEN: Readonly<Record<string, readonly unknown[]>> = {
  'auth.signUpDomains': [['one.example', 'two.example']],
  'documents.partial': [{ code: 'pages', done: 9, total: 20, unit: 'page', message: 'Read 9 of 20 pages.' }],
};

/** Among them is every plural form of every language; a million has one of its own in French. */
const NUMBERS = [0, 1, 2, 3, 11, 100, 1_000_000];

/** The texts by their paths, such as `chat.routes.summary`. */
function textsOf(value: object, before = ''): [path: string, text: Text][] {
  return Object.entries(value).flatMap(([name, inner]: [string, object | Text]) =>
    typeof inner === 'object' ? textsOf(inner, `${before}${name}.`) : [[`${before}${name}`, inner] as const],
  ) as [string, Text][];
}

function givenTo(path: string): readonly unknown[] {
  return GIVEN[path] ?? [731, 642, 853];
}

function written(text: Text | undefined, given: readonly unknown[]): string {
  return typeof text === 'function' ? text(...given) : (text ?? '');
}

/** What of the given things a text shows. */
function shown(text: Text | undefined, path: string): string[] {
  const whole = written(text, givenTo(path));
  return givenTo(path)
    .flat()
    .map(String)
    .filter((thing) => whole.includes(thing));
}

const inEnglish = textsOf({ ...first, ...late });
const counting = inEnglish.filter(([, text]) => typeof text === 'function' && text.length === 1);

it.each(LANGUAGES)('knows the plural forms of %s', (language) => {
  const rules = new Intl.PluralRules(language);
  const below = Array.from({ length: 1_000 }, (_, n) => rules.select(n));
  expect(new Set(PLURAL_FORMS[language])).toEqual(new Set(below));
  expect(NUMBERS.map((n) => rules.select(n))).toEqual(expect.arrayContaining([...PLURAL_FORMS[language]]));
});

describe.each(LANGUAGES.filter((language): language is Fetched => language !== 'en'))(
  'texts in %s',
  (language) => {
    let texts: ReadonlyMap<string, Text>;
    beforeAll(async () => {
      texts = new Map(textsOf(await loaders[language]()));
    });

    it('are those that English has', () => {
      expect([...texts.keys()].sort()).toEqual(inEnglish.map(([path]) => path).sort());
    });

    it('are translated', () => {
      const same = inEnglish.filter(
        ([path, text]) => written(texts.get(path), givenTo(path)) === written(text, givenTo(path)),
      );
      expect(same.map(([path]) => path).sort()).toEqual([...NAMES, ...SHARED[language]].sort());
    });

    it('show what the English ones show', () => {
      const differing = inEnglish.filter(
        ([path, text]) => shown(texts.get(path), path).join() !== shown(text, path).join(),
      );
      expect(differing.map(([path]) => path)).toEqual([]);
    });

    it('have a form for every number, which shows it where it stands for several', () => {
      const rules = new Intl.PluralRules(language);
      const alone = (n: number) =>
        !Array.from({ length: 120 }, (_, other) => other).some(
          (other) => other !== n && rules.select(other) === rules.select(n),
        );
      const wrong = counting.flatMap(([path, text]) =>
        NUMBERS.filter(
          (n) => !Object.hasOwn(GIVEN, path) && written(text, [n]).includes(n.toLocaleString('en')),
        )
          .filter((n) => {
            const whole = written(texts.get(path), [n]);
            return /undefined|NaN|#/.test(whole) || !(alone(n) || whole.includes(n.toLocaleString('en')));
          })
          .map((n) => `${path}(${n})`),
      );
      expect(wrong).toEqual([]);
    });
  },
);
