/** The service counts characters as Unicode code points; JavaScript counts UTF-16 units. Emoji make them differ. */

const ASTRAL = /[\uD800-\uDBFF][\uDC00-\uDFFF]/;

/** The UTF-16 index of code point number `position` of `text`. */
function toUtf16(text: string, position: number): number {
  if (!ASTRAL.test(text)) return Math.max(0, Math.min(position, text.length));
  let unit = 0;
  for (let point = 0; point < position && unit < text.length; point++) {
    unit += (text.codePointAt(unit) ?? 0) > 0xffff ? 2 : 1;
  }
  return unit;
}

/** `text` cut in three: before, the code points from `start` to `end`, after. */
export function cut(text: string, start: number, end: number): [string, string, string] {
  const from = toUtf16(text, start);
  const to = Math.max(from, toUtf16(text, end));
  return [text.slice(0, from), text.slice(from, to), text.slice(to)];
}
