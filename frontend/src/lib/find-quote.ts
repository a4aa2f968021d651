/**
 * Finds a quote in the pieces of text that pdf.js lays over a page.
 *
 * The quote comes from another parser of the same PDF, so spaces, line breaks, hyphens and ligatures differ:
 * both sides are compared by their letters and digits alone.
 */

/** Characters `from` to `to` of piece number `piece`. */
interface Span {
  piece: number;
  from: number;
  to: number;
}

interface Letters {
  text: string;
  /** For each letter: its piece, and the character of that piece it comes from. */
  origin: { piece: number; at: number }[];
}

const LETTER = /[\p{L}\p{N}]/u;

export function lettersOf(pieces: readonly string[]): Letters {
  let text = '';
  const origin: Letters['origin'] = [];
  pieces.forEach((piece, index) => {
    for (let at = 0; at < piece.length; at++) {
      // One character may stand for several letters (ﬁ), and then each of them points to it.
      for (const letter of (piece[at] ?? '').normalize('NFKC').toLowerCase()) {
        if (!LETTER.test(letter)) continue;
        text += letter;
        origin.push({ piece: index, at });
      }
    }
  });
  return { text, origin };
}

/** Number of letters that a part of a quote must have, to match in one position only. */
const SHORTEST = 12;

/** Where the quote, or at least its longest matching beginning or end, stands among the letters. */
function locate(page: string, quote: string): [number, number] | null {
  const whole = page.indexOf(quote);
  if (whole >= 0) return [whole, whole + quote.length];
  // A quote that runs over the page's end is on it in part.
  for (let length = Math.floor(quote.length * 0.9); length >= SHORTEST; length = Math.floor(length * 0.8)) {
    const head = page.indexOf(quote.slice(0, length));
    if (head >= 0) return [head, head + length];
    const tail = page.indexOf(quote.slice(-length));
    if (tail >= 0) return [tail, tail + length];
  }
  return null;
}

export function findQuote(pieces: readonly string[], quote: string): Span[] {
  const page = lettersOf(pieces);
  const letters = lettersOf([quote]).text;
  const range = letters === '' ? null : locate(page.text, letters);
  if (!range) return [];
  const spans: Span[] = [];
  for (const { piece, at } of page.origin.slice(...range)) {
    const last = spans[spans.length - 1];
    if (last?.piece === piece) last.to = at + 1;
    else spans.push({ piece, from: at, to: at + 1 });
  }
  return spans;
}
