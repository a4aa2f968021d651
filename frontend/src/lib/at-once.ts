/** Many small requests, a few at a time. */

const AT_ONCE = 4;

/** Sends one for each; returns the first problem, or null. */
export async function atOnce<T>(items: readonly T[], send: (item: T) => Promise<unknown>): Promise<unknown> {
  const waiting = [...items];
  let problem: unknown = null;
  async function work() {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      try {
        await send(next);
      } catch (error) {
        problem ??= error;
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return problem;
}
