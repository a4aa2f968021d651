/** Finding things by a few typed letters, without regard to case and accents. */

/** Letters that have no decomposition, as people type them. */
const PLAIN: Record<string, string> = { đ: 'd', ø: 'o', ł: 'l', ß: 'ss', æ: 'ae', œ: 'oe' };

export function folded(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .replace(/[đøłßæœ]/g, (letter) => PLAIN[letter] ?? letter);
}

/** How well a text fits the typed words, of which all must be in it; 0 is not at all, more is better. */
export function fit(text: string, typed: string): number {
  const words = folded(typed).split(/\s+/).filter(Boolean);
  const inside = folded(text);
  const scores = words.map((word) => {
    const at = inside.indexOf(word);
    if (at < 0) return 0;
    if (at === 0) return 4;
    return /[\p{L}\p{N}]/u.test(inside[at - 1] ?? '') ? 1 : 2;
  });
  if (scores.includes(0)) return 0;
  return 1 + scores.reduce((sum: number, score) => sum + score, 0);
}

/** Those that fit, the best first, as many as `most`; what fits equally stays in its order. */
export function best<T>(items: readonly T[], typed: string, textOf: (item: T) => string, most: number): T[] {
  const found = items
    .map((item) => ({ item, score: fit(textOf(item), typed) }))
    .filter(({ score }) => score > 0);
  return found
    .sort((a, b) => b.score - a.score)
    .slice(0, most)
    .map(({ item }) => item);
}
