/**
 * Markdown in which no program that shows it finds HTML to run or a picture to fetch: an answer may repeat what a
 * document told it to. Code stays as it is, where it is code for all of them.
 */
import { parse, postprocess, preprocess } from 'micromark';
import { gfm } from 'micromark-extension-gfm';

type Event = ReturnType<typeof postprocess>[number];
type Token = Event[1];

/** Programs read either; what a link takes in differs between them, and with it what is code. */
const DIALECTS = [[], [gfm()]];

/** Escaped HTML is text, which lets code begin where a tag would have taken in its mark. */
const WITHOUT_HTML = { disable: { null: ['htmlFlow', 'htmlText', 'autolink'] } };

const RUNS = new Set<string>(['htmlFlow', 'htmlText', 'image']);

export function inert(text: string): string {
  // Some programs take a mark of byte order for nothing, some for text: a fence behind it is one or is none.
  const markdown = text.replace(/^\ufeff+/, '');
  const escaped = escape(markdown);
  if (escaped === markdown) return markdown;
  const [plain, extended] = DIALECTS.map((dialect) => codeIn(markdown, [...dialect, WITHOUT_HTML]));
  const code = [...(plain ?? [])].filter(([start, end]) => extended?.get(start) === end);
  let written = '';
  let from = 0;
  for (const [start, end] of code) {
    const before = markdown.slice(from, start);
    // Where formulas are known, one that begins here may take in the mark of what would be code.
    if (before.includes('$$')) return escaped;
    written += escape(before) + markdown.slice(start, end);
    from = end;
  }
  written += escape(markdown.slice(from));
  // What was escaped may have been part of a link, and code may begin elsewhere without it.
  const runs = DIALECTS.some((dialect) => events(written, dialect).some(([, { type }]) => RUNS.has(type)));
  return runs ? escaped : written;
}

function escape(text: string): string {
  return text.replace(/<(?=[a-z/!?])/gi, '&lt;').replace(/!\[/g, '!\\[');
}

/** Where each piece of code begins and ends, in order. */
function codeIn(markdown: string, dialect: Extensions): Map<number, number> {
  const found = new Map<number, number>();
  const tokens = events(markdown, dialect);
  const doubtful = doubtfulParagraphs(markdown, tokens);
  let marks = 0;
  for (const [what, token] of tokens) {
    if (what === 'enter') {
      if (token.type === 'codeFencedFence') marks++;
      continue;
    }
    if (token.type === 'codeFenced') {
      const fence = textOf(markdown, token);
      // For some programs a table begins here, and what is code behind it is another matter.
      if (/^.*\|/.test(fence)) return found;
      if (marks === 2 && isPlainFence(fence)) found.set(token.start.offset, token.end.offset);
      marks = 0;
    } else if (token.type === 'codeText' && !doubtful.has(paragraphOf(markdown, token))) {
      if (markdown[token.end.offset] !== '{') found.set(token.start.offset, token.end.offset);
    }
  }
  return found;
}

/** Whether it tells no more than a language: Pandoc takes code with `{=html}` for HTML, here and behind a span. */
function isPlainFence(code: string): boolean {
  return /^[`~]+[ \t]*[\w+#.-]*[ \t]*[\r\n]/.test(code);
}

/**
 * Paragraphs of which the spans are others where the text is a table, whose cells end within a span, or holds a
 * formula, which takes in marks. Programs differ in what they take for either.
 */
function doubtfulParagraphs(markdown: string, tokens: Event[]): Set<number> {
  const found = new Set<number>();
  for (const match of markdown.matchAll(/\$/g)) found.add(paragraphAt(markdown, match.index));
  for (const [, token] of tokens) {
    const crosses = token.type === 'codeText' && /[|\r\n]/.test(textOf(markdown, token));
    if (crosses) found.add(paragraphOf(markdown, token));
  }
  return found;
}

function paragraphOf(markdown: string, token: Token): number {
  return paragraphAt(markdown, token.start.offset);
}

/** Where the paragraph begins that holds this place; several together where no empty line is between them. */
function paragraphAt(markdown: string, place: number): number {
  return markdown.lastIndexOf('\n\n', place);
}

function textOf(markdown: string, token: Token): string {
  return markdown.slice(token.start.offset, token.end.offset);
}

type Extensions = NonNullable<NonNullable<Parameters<typeof parse>[0]>['extensions']>;

function events(markdown: string, extensions: Extensions): Event[] {
  return postprocess(
    parse({ extensions })
      .document()
      .write(preprocess()(markdown, undefined, true)),
  );
}
