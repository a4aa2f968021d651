/** Milliseconds of work after which the page may draw and answer. */
const SLICE = 50;

/** Makes something of each item, in slices between which the page goes on: thousands at once would freeze it. */
export async function inSlices<T, R>(items: readonly T[], make: (item: T) => R): Promise<R[]> {
  const made: R[] = [];
  let began = performance.now();
  for (const item of items) {
    made.push(make(item));
    if (performance.now() - began < SLICE) continue;
    await new Promise((resume) => setTimeout(resume));
    began = performance.now();
  }
  return made;
}
