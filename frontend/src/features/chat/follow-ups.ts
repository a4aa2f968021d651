import { folded } from '@/lib/match';

/** As many questions are offered. */
const MOST = 3;

/** The same question, whatever its case, accents and marks. */
function plain(question: string): string {
  return folded(question)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** The first question of each document, then the second of each, without those that were asked. */
export function followUps(byDocument: readonly (readonly string[])[], asked: readonly string[]): string[] {
  const seen = new Set(asked.map(plain));
  const rounds = Math.max(0, ...byDocument.map(({ length }) => length));
  const inTurn = Array.from({ length: rounds }, (_, round) =>
    byDocument.flatMap((questions) => questions.slice(round, round + 1)),
  ).flat();
  const fresh = inTurn.filter((question) => !seen.has(plain(question)) && seen.add(plain(question)));
  return fresh.slice(0, MOST);
}
