/** How fast a document comes along, and how long it still takes: from what was seen of its progress. */

export interface Pace {
  perSecond: number;
  secondsLeft: number;
}

/** A document's progress at a moment. `at` is in milliseconds. */
export interface Seen {
  step: string;
  done: number;
  total: number;
  at: number;
}

/** Before so many seconds a pace tells more of chance than of the document. */
const LEAST_SECONDS = 8;

/** What to count from: `first`, or `now` where a step begins, or begins anew. */
export function begun(first: Seen, now: Seen): Seen {
  return first.step === now.step && first.done <= now.done ? first : now;
}

/** Null: the step has just begun, or nothing has moved yet. */
export function paceOf(first: Seen, now: Seen): Pace | null {
  const seconds = (now.at - first.at) / 1000;
  const moved = now.done - first.done;
  if (seconds < LEAST_SECONDS || moved <= 0) return null;
  const perSecond = moved / seconds;
  return { perSecond, secondsLeft: (now.total - now.done) / perSecond };
}
