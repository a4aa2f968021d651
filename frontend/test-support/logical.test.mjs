/** Every sheet says where things are by start and end, so that it fits pages that are written from the right. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'postcss';
import { expect, it } from 'vitest';

const sheets = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.css'),
);

/** The values of a shorthand: blanks inside brackets part nothing. */
function parts(value) {
  let depth = 0;
  const words = [''];
  for (const letter of value) {
    if (letter === '(') depth++;
    if (letter === ')') depth--;
    if (letter === ' ' && depth === 0) words.push('');
    else words[words.length - 1] += letter;
  }
  return words;
}

function physical(property, value) {
  if (/(^|-)(left|right)(-|$)/.test(property)) return true;
  if (/^(text-align|float|clear)$/.test(property)) return /^(left|right)$/.test(value);
  const [, first, , last] = parts(value);
  if (/^(padding|margin|inset|border-(width|style|color)|scroll-(padding|margin))$/.test(property)) {
    return last !== undefined && first !== last;
  }
  // What is turned lies as it does in the file, whichever way the page runs.
  if (value.includes('rotate(')) return false;
  const moved = property === 'translate' ? parts(value)[0] : /translate(?:X|3d)?\(([^,)]+)/.exec(value)?.[1];
  return /^(translate|transform)$/.test(property) && !/^(none|0|.*var\(--forward\).*)$/.test(moved ?? '0');
}

function physicalIn(sheet) {
  const found = [];
  parse(sheet).walkDecls(({ prop, value }) => {
    if (physical(prop, value)) found.push(`${prop}: ${value}`);
  });
  return found;
}

it.each(sheets)('%s', (path) => {
  expect(physicalIn(readFileSync(`src/${path}`, 'utf8'))).toEqual([]);
});

it('finds what would be wrong on a page that is written from the right', () => {
  const wrong = [
    'margin-left: 1px',
    'right: 0',
    'border-top-left-radius: 2px',
    'text-align: right',
    'padding: 0 var(--a) 0 calc(1px + var(--b))',
    'inset: 0 auto 0 0',
    'translate: 100% 0',
    'transform: translateX(-8px)',
  ];
  const right = [
    'margin-inline-start: 1px',
    'padding: 1px calc(2px + 3px) 4px calc(2px + 3px)',
    'translate: calc(var(--forward) * 100%) 0',
    'transform: translateY(-8px)',
    'text-align: start',
  ];
  expect(physicalIn(`a { ${[...wrong, ...right].join('; ')} }`)).toEqual(wrong);
});
