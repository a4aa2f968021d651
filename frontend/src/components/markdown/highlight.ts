/** The only module that knows the highlighter, which is fetched with the first code that has a language. */
import { createLowlight } from 'lowlight';
import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import go from 'highlight.js/lib/languages/go';
import ini from 'highlight.js/lib/languages/ini';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import kotlin from 'highlight.js/lib/languages/kotlin';
import lua from 'highlight.js/lib/languages/lua';
import makefile from 'highlight.js/lib/languages/makefile';
import php from 'highlight.js/lib/languages/php';
import powershell from 'highlight.js/lib/languages/powershell';
import python from 'highlight.js/lib/languages/python';
import r from 'highlight.js/lib/languages/r';
import ruby from 'highlight.js/lib/languages/ruby';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import swift from 'highlight.js/lib/languages/swift';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { languageId } from '@/components/markdown/code-languages';

const lowlight = createLowlight({
  bash,
  c,
  cpp,
  csharp,
  css,
  diff,
  go,
  ini,
  java,
  javascript,
  json,
  kotlin,
  lua,
  makefile,
  php,
  powershell,
  python,
  r,
  ruby,
  rust,
  sql,
  swift,
  typescript,
  xml,
  yaml,
});
lowlight.registerAlias({ ini: 'toml' });

export type Colour = 'keyword' | 'text' | 'number' | 'comment';

/** Units `from` to `to` of a code in one colour. */
export interface Coloured {
  from: number;
  to: number;
  colour: Colour;
}

const COLOURS: Record<string, Colour> = {
  keyword: 'keyword',
  built_in: 'keyword',
  'selector-tag': 'keyword',
  name: 'keyword',
  meta: 'keyword',
  section: 'keyword',
  string: 'text',
  regexp: 'text',
  addition: 'text',
  symbol: 'text',
  attribute: 'number',
  attr: 'number',
  title: 'number',
  number: 'number',
  literal: 'number',
  type: 'number',
  comment: 'comment',
  quote: 'comment',
  deletion: 'comment',
};

interface TreeNode {
  type: string;
  value?: string;
  properties?: { className?: unknown };
  children?: TreeNode[];
}

/** What of a code is drawn in which colour; nothing where its language is not known. */
export function colourCode(code: string, word: string): Coloured[] {
  const language = languageId(word);
  if (!lowlight.registered(language)) return [];
  const pieces: Coloured[] = [];
  let at = 0;
  const walk = (node: TreeNode, around: Colour | null): void => {
    const colour = colourOf(node) ?? around;
    if (node.value === undefined) return node.children?.forEach((child) => walk(child, colour));
    if (colour) pieces.push({ from: at, to: at + node.value.length, colour });
    at += node.value.length;
  };
  walk(lowlight.highlight(language, code) as TreeNode, null);
  return pieces;
}

function colourOf({ properties }: TreeNode): Colour | undefined {
  const names = Array.isArray(properties?.className) ? (properties.className as unknown[]) : [];
  return COLOURS[String(names[0]).replace(/^hljs-/, '')];
}
