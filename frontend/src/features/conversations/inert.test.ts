import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { parse, postprocess, preprocess } from 'micromark';
import { gfm } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import { inert } from '@/features/conversations/inert';

/** Characters. */
const LONG = 10_000;
const RUNS = 1_000;

/** A busy machine takes its time; in ms. */
const PATIENCE = 60_000 + 20 * RUNS;

const readers = [new MarkdownIt('commonmark', { html: true }), new MarkdownIt({ html: true, linkify: true })];

/** What would be run or fetched, for four readers: two of CommonMark, two with tables and bare links. */
function dangers(markdown: string): string[] {
  const found: string[] = [];
  for (const reader of readers) {
    const tokens = reader.parse(markdown, {}).flatMap((block) => [block, ...(block.children ?? [])]);
    found.push(...tokens.map(({ type }) => type).filter((type) => /html|image/.test(type)));
  }
  for (const extensions of [[], [gfm()]]) {
    const events = postprocess(
      parse({ extensions })
        .document()
        .write(preprocess()(markdown, undefined, true)),
    );
    found.push(
      ...events
        .map(([, { type }]) => type as string)
        .filter((type) => /^html(Flow|Text)$|^image$/.test(type)),
    );
  }
  return found;
}

const HOSTILE = [
  '<img src=x onerror=alert(1)>',
  '<a href="`">`<b>',
  '```\n<b>',
  '~~~\n<b>\n```\n<b>',
  '````\n<b>\n```\n<b>',
  '```\n<b>\n`````\n<b>',
  '``` `\n<b>\n```',
  '`<b>``<b>`',
  '`` ` <b>',
  '\\`<b>`',
  '`\n\n<b>`',
  '> ```\n<b>\n```',
  '> ```\n> <b>\n\n<b>',
  '- ```\n<b>\n```',
  '- ```\n  <b>\n\n<b>',
  '    ```\n<b>\n    ```',
  '| a |\n| - |\n| `<b>|<b>` |',
  '\u00a0| a |\n| - |\n| `<b>|<b>` |',
  '\u00a0| a |\n| - |\n| a ` | ` `<b>` |',
  '\u00a0| a |\n| - |\n| ` |\n| ` `<b>` |',
  'a\n```|\n| - |\n<b>\n```',
  'a\n```|\n| - |\n```\n```\n<b>\n```\n<b>\n```',
  '[a](<`> `<b>)`',
  '[a]: <` "`<b>`',
  'www.example.org/`<b>`',
  '<!--\n```\n-->\n<b>\n```',
  '<pre>\n\n```\n</pre><b>\n```',
  '`<b>`{=html}',
  '``` {=html}\n<b>\n```',
  '$$\n```\n$$\n<b>\n```',
  '$`$ <b> `',
  '![`](x)`![a](b)',
  '```\r<b>\r```\r<b>',
  '[^1]: ```\n<b>',
  '\ufeff```\r<b>\r```\r<b>',
];

const WORDS =
  '` `` ``` ~~~ ```` > - 1. | < > ! ![ [ ]( ) ]: \\ " \' $ $$ {=html} &lt; # --- === * _ ~ a js <b> </b> <!-- --> <? ' +
  '<![CDATA[ <a href=" "> <pre> <script> www.a.org/ https://a.org/ [^1]:';
const SPACES = [
  '\n',
  '\n\n',
  '\r',
  ' ',
  '    ',
  '\t',
  '> ',
  '- ',
  '1. ',
  '\n| - |\n',
  ...'\u00a0\0\ufeff\u2028',
];
const MARKS = [...WORDS.split(' '), ...SPACES];

describe('Markdown without anything to run or fetch', () => {
  it('is looked for where there is some', () => {
    for (const text of ['a <b>', '<b>', '<!-- -->', '![x](y)', '| a |\n| - |\n| `<b>|<b>` |']) {
      expect(dangers(text)).not.toEqual([]);
    }
  });

  it.each(HOSTILE)('%j', (text) => {
    for (const written of [inert(text), inert(`a ${text}`), inert(`${text}\n\n\`<b>\` ![x](y)`)]) {
      expect(dangers(written)).toEqual([]);
    }
  });

  it.each([
    '```\n<b>',
    '`<b>`{=html}',
    '``` {=html}\n<b>\n```',
    '$$\n```\n$$\n<b>\n```',
    '$`$ <b> `',
    '$x$ `<b>`',
  ])(
    'takes nothing for code that does not end, or is something else for Pandoc or in a formula: %j',
    (text) => {
      expect(inert(text)).not.toContain('<b>');
    },
  );

  it(
    'holds for whatever is put together of such pieces',
    () => {
      const pieces = fc.oneof(fc.constantFrom(...MARKS), fc.constantFrom(...HOSTILE));
      fc.assert(
        fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
          expect(dangers(inert(parts.join('')))).toEqual([]);
        }),
        { numRuns: RUNS },
      );
    },
    PATIENCE,
  );

  it(
    'leaves code in a fence as it is, and shows the rest',
    () => {
      const line = fc.string({ unit: fc.constantFrom(...'<b>![/`~&lt;$|\\ \t-#[]("x') });
      fc.assert(
        fc.property(fc.constantFrom('```', '~~~~', '`````'), fc.array(line), (mark, lines) => {
          const code = lines.filter((each) => !each.includes(mark.slice(0, 3))).join('\n');
          const fence = `${mark}html\n${code}\n${mark}`;
          const written = inert(`Write <b>so</b>:\n\n${fence}\n\nand \`Map<string>\` <i>`);
          expect(written).toBe(`Write &lt;b>so&lt;/b>:\n\n${fence}\n\nand \`Map<string>\` &lt;i>`);
        }),
        { numRuns: RUNS / 10 },
      );
    },
    PATIENCE,
  );

  it.each([
    '```cpp\nstd::vector<int> a;\n```',
    '1. Do so:\n\n   ```html\n   <b>\n\n   ![x](y)\n   ```\n\n2. Then `a<b>`.',
    '> ```\n> <b>\n> ```',
    'Use ``List<`a`>`` or `vec![1]`.',
    '| type | of |\n| --- | --- |\n| `List<a>` | `Map<b, c>` |',
    '1 < 2:\n`List<a>`',
    'It costs $5.\n\nUse `List<a>`.',
  ])('leaves code as it is: %j', (text) => {
    expect(inert(text)).toBe(text);
  });

  it('takes for text what was HTML', () => {
    expect(inert('<div>\nUse `List<a>`')).toBe('&lt;div>\nUse `List<a>`');
  });

  it(
    'is done soon with what is long',
    () => {
      for (const text of ['`<b>` ', '```\n<b>\n```\n', '`<b>', '[<b>`', '> ```\n<b>\n', '<b>![x](`']) {
        const long = text.repeat(LONG / text.length);
        expect(dangers(inert(long))).toEqual([]);
      }
    },
    PATIENCE,
  );
});
