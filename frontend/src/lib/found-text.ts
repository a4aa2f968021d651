/** Where the words of a search stand in a passage that it found. */
import type { Passage } from '@/types/api';

export interface FoundText {
  before: string;
  hit: string;
  after: string;
  /** Whether the words stand there as they were typed, but for case and blanks. */
  exact: boolean;
  /** UTF-16 units of the text before the hit. */
  at: number;
}

/** Characters shown before a hit, and words of a query that are looked for one by one. */
const BEFORE = 60;
const WORDS = 12;
const AFTER = 400;

function wordsOf(query: string): string[] {
  return query.match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]*/gu) ?? [];
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

function find(text: string, words: readonly string[]): RegExpExecArray | null {
  if (words.length === 0) return null;
  return new RegExp(words.map(literal).join('[^\\p{L}\\p{N}]+'), 'iu').exec(text);
}

/** The text of a passage around what was searched for: the query as typed, else its longest word that is there. */
export function foundText(text: string, query: string): FoundText {
  const words = wordsOf(query);
  const phrase = find(text, words);
  const longest = words.slice(0, WORDS).sort((a, b) => b.length - a.length);
  const match =
    phrase ?? longest.reduce<RegExpExecArray | null>((hit, word) => hit ?? find(text, [word]), null);
  if (!match) return { before: '', hit: '', after: text.slice(0, AFTER), exact: false, at: 0 };
  const end = match.index + match[0].length;
  return {
    before: opening(text.slice(0, match.index)),
    hit: match[0],
    after: text.slice(end, end + AFTER),
    exact: phrase !== null,
    at: match.index,
  };
}

/** The end of what stands before a hit, cut between words. */
function opening(before: string): string {
  if (before.length <= BEFORE) return before;
  const near = before.slice(-BEFORE);
  return `…${near.slice(Math.max(0, near.search(/\s/)))}`;
}

export interface Hit {
  passage: Passage;
  found: FoundText;
}

/** The passages that a search found, those first that hold the words as typed. */
export function hitsOf(passages: readonly Passage[], query: string): Hit[] {
  const hits = passages.map((passage) => ({ passage, found: foundText(passage.text ?? '', query) }));
  return [...hits.filter(({ found }) => found.exact), ...hits.filter(({ found }) => !found.exact)];
}
