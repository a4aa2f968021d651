/** Where the letters of a drawn text stand in the source that it was made of. */
import { decodeNamedCharacterReference } from 'decode-named-character-reference';

const REFERENCE = /&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|([A-Za-z][\dA-Za-z]{1,31}));/y;

/** Units of a source that marks, such as the indentation of a quotation, take up between two letters at most. */
const LONGEST_MARK = 400;

const isBlank = (unit: string | undefined) => unit !== undefined && /\s/.test(unit);

function decoded(source: string, at: number): [string, number] | null {
  REFERENCE.lastIndex = at;
  const match = REFERENCE.exec(source);
  if (!match) return null;
  const [whole, decimal, hexadecimal, name] = match;
  if (name) return [decodeNamedCharacterReference(name) || whole, whole.length];
  const code = decimal ? Number(decimal) : Number.parseInt(hexadecimal ?? '', 16);
  return [code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\uFFFD', whole.length];
}

/**
 * For each unit of `value` the unit of `source` that it comes from, from `from` on. What stands between, such as
 * asterisks, escapes and the marks of quotations, is passed over.
 */
export function sourceUnits(value: string, source: string, from: number): { units: number[]; end: number } {
  const units: number[] = [];
  let at = from;
  for (let unit = 0; unit < value.length; unit++) {
    const found = next(value, unit, source, at);
    units.push(found?.at ?? at);
    if (!found) continue;
    for (let more = 1; more < found.made; more++) units.push(found.at);
    unit += found.made - 1;
    at = found.at + found.read;
  }
  return { units, end: at };
}

interface Found {
  at: number;
  /** Units of the source that it takes, and units of the value that they make. */
  read: number;
  made: number;
}

function next(value: string, unit: number, source: string, from: number): Found | null {
  const letter = value[unit];
  for (let at = from; at < Math.min(source.length, from + LONGEST_MARK); at++) {
    const reference = source[at] === '&' ? decoded(source, at) : null;
    if (reference && value.startsWith(reference[0], unit)) {
      return { at, read: reference[1], made: reference[0].length };
    }
    if (source[at] === letter || (isBlank(letter) && isBlank(source[at]))) return { at, read: 1, made: 1 };
  }
  return null;
}
