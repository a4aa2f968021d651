const FIRST = 500;
const LONGEST = 30_000;

/** Milliseconds to wait before try number `attempt` (from 0): doubling, with full jitter above a small floor. */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(LONGEST, FIRST * 2 ** attempt);
  return Math.round(ceiling / 4 + random() * ceiling * 0.75);
}
