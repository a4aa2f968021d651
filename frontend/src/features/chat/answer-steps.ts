import { t } from '@/config/strings';
import { textFor } from '@/config/text-for';
import type { AnswerStep } from '@/types/api';

/** A step as a line: what was done and to what. Of a route that this page does not know it is the detail alone. */
export function stepText({ route, detail }: AnswerStep): string {
  const done = textFor(t.chat.routes, route);
  return [done, detail].filter(Boolean).join(': ');
}

/** The steps that have something to say, as lines. */
export function stepLines(steps: readonly AnswerStep[]): string[] {
  return steps.map(stepText).filter((line) => line !== '');
}
