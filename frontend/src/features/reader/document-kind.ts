/** How a document's text is to be read, by the ending of its name. */
import { isLanguage } from '@/components/markdown/code-languages';

export type DocumentKind =
  { kind: 'markdown' } | { kind: 'code'; language: string | null } | { kind: 'plain' };

const MARKDOWN = new Set(['md', 'markdown', 'ipynb']);

/** Endings of code whose languages have no name of their own here, and of texts whose lines must stay. */
const OTHER_CODE = new Set(
  'cfg clj cxx dart env erl ex exs gradle groovy less log ml proto pyi svelte tf vb vue zig'.split(' '),
);
/** Languages of which documents are prose. */
const PROSE = new Set(['htm', 'html', 'svg', 'xml', 'r']);

export function kindOf(filename: string): DocumentKind {
  const ending = /\.([^.]+)$/.exec(filename)?.[1]?.toLowerCase() ?? '';
  if (MARKDOWN.has(ending)) return { kind: 'markdown' };
  if (PROSE.has(ending)) return { kind: 'plain' };
  if (ending === 'log' || ending === 'env') return { kind: 'code', language: null };
  if (isLanguage(ending) || OTHER_CODE.has(ending)) return { kind: 'code', language: ending };
  return { kind: 'plain' };
}
