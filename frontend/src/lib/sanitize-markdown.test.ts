import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { parse, postprocess, preprocess } from 'micromark';
import { gfm } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import { sanitizeMarkdown } from '@/lib/sanitize-markdown';

/** Length of a long text, in characters. */
const LONG = 10_000;
const RUNS = 1_000;

/** Time limit of a slow test on a busy machine, in ms. */
const PATIENCE = 60_000 + 20 * RUNS;

const readers = [new MarkdownIt('commonmark', { html: true }), new MarkdownIt({ html: true, linkify: true })];

/** HTML and images that four parsers see: two of CommonMark, two with tables and bare links. */
function dangers(markdown: string): string[] {
  const types: string[] = [];
  for (const reader of readers) {
    const tokens = reader.parse(markdown, {}).flatMap((block) => [block, ...(block.children ?? [])]);
    types.push(...tokens.map(({ type }) => type).filter((type) => /html|image/.test(type)));
  }
  for (const extensions of [[], [gfm()]]) {
    const events = postprocess(
      parse({ extensions })
        .document()
        .write(preprocess()(markdown, undefined, true)),
    );
    types.push(
      ...events
        .map(([, { type }]) => type as string)
        .filter((type) => /^html(Flow|Text)$|^image$/.test(type)),
    );
  }
  return types;
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
  '\u00a0| a |\n| - |\n| ` |\n| ` `<b>` |\n---',
  '[`<b>`](x)`<b>`',
  '\ufeff```\r<b>\r```\r<b>',
  '[1]: a\n\n!\\[1]',
  '[1]:a\n```|\n| - |\n```\n```\n<b>\n```\n<b>\n```![1]',
];

const WORDS =
  '` `` ``` ~~~ ```` > - 1. | < > ! ![ [ ]( ) ]: \\ " \' $ $$ {=html} &lt; # --- === * _ ~ a js <b> </b> <!-- --> <? ' +
  '<![CDATA[ <a href=" "> <pre> <script> www.a.org/ https://a.org/ [^1]: [1] ![1] [1]: [a]: ![a][a] { } ~ &#60;b>';
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

describe('sanitizeMarkdown', () => {
  it('is tested by parsers that see HTML and images', () => {
    for (const text of ['a <b>', '<b>', '<!-- -->', '![x](y)', '| a |\n| - |\n| `<b>|<b>` |']) {
      expect(dangers(text)).not.toEqual([]);
    }
  });

  it.each(HOSTILE)('disarms %j', (text) => {
    for (const written of [
      sanitizeMarkdown(text),
      sanitizeMarkdown(`a ${text}`),
      sanitizeMarkdown(`${text}\n\n\`<b>\` ![x](y)`),
    ]) {
      expect(dangers(written)).toEqual([]);
    }
  });

  it.each([
    ['```\n<b>', '```\n<b>\n```'],
    ['`<b>`{=html}', '`<b>`\\{=html}'],
    ['``` {=html}\n<b>\n```', '```\n<b>\n```'],
    ['[a](x){onclick=alert(1)}', '[a](x)\\{onclick=alert(1)}'],
    ['$$\n```\n$$\n<b>\n```', '\\$\\$\n\n```\n$$\n<b>\n```'],
    ['$`$ <b> `', '\\$`$ <b> `'],
    ['$x$ `<b>`', '\\$x\\$ `<b>`'],
  ])('leaves no other reading to Pandoc, with its formulas and attributes: %j', (text, written) => {
    expect(sanitizeMarkdown(text)).toBe(written);
  });

  it(
    'leaves neither HTML nor an image in any mix of such pieces',
    () => {
      const pieces = fc.oneof(fc.constantFrom(...MARKS), fc.constantFrom(...HOSTILE));
      fc.assert(
        fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
          expect(dangers(sanitizeMarkdown(parts.join('')))).toEqual([]);
        }),
        { numRuns: RUNS },
      );
    },
    PATIENCE,
  );

  it(
    'keeps code in a fence as it is, and escapes the rest',
    () => {
      const line = fc.string({ unit: fc.constantFrom(...'<b>![/`~&lt;$|\\ \t-#[]("x') });
      fc.assert(
        fc.property(fc.constantFrom('```', '~~~~', '`````'), fc.array(line), (mark, lines) => {
          const code = ['x', ...lines.filter((line) => !line.includes(mark.slice(0, 3))), 'x'].join('\n');
          const written = sanitizeMarkdown(
            `Write <b>so</b>:\n\n${mark}html\n${code}\n${mark}\n\nand \`Map<string>\` <i>`,
          );
          const fence = /^`+(?=html$)/m.exec(written)?.[0] ?? '';
          expect(written).toBe(
            `Write &lt;b>so&lt;/b>:\n\n${fence}html\n${code}\n${fence}\n\nand \`Map<string>\` &lt;i>`,
          );
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
    '| type | of |\n| - | - |\n| `List<a>` | `Map<b, c>` |',
    '1 < 2:\n`List<a>`',
    'Sales *rose* by **3 %** [1], [2].\n\n- north [1]\n- south [12]',
  ])('changes nothing in %j', (text) => {
    expect(sanitizeMarkdown(text)).toBe(text);
  });

  it('turns HTML into text, and an image into a link', () => {
    expect(sanitizeMarkdown('<div>\na <b>')).toBe('&lt;div>\na &lt;b>');
    expect(sanitizeMarkdown('![a plan](https://a.org/b.png "c")')).toBe('[a plan](https://a.org/b.png)');
  });

  it(
    'takes linear time for a long text, and escapes what is nested too deep to parse',
    () => {
      for (const text of ['`<b>` ', '```\n<b>\n```\n', '`<b>', '[<b>`', '> ```\n<b>\n', '<b>![x](`']) {
        const long = text.repeat(LONG / text.length);
        expect(dangers(sanitizeMarkdown(long))).toEqual([]);
      }
      const deep = `${'> '.repeat(LONG / 2)}<b>![x](y)`;
      expect(sanitizeMarkdown(deep)).toBe(`${'> '.repeat(LONG / 2)}&lt;b>!\\[x](y)`);
    },
    PATIENCE,
  );
});
