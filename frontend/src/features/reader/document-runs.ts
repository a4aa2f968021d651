/** Joins passages that touch to runs of a document's text, each of which is read and drawn as one. */
import { cut } from '@/lib/code-points';
import type { Passage } from '@/types/api';

/** Where a line that is a heading begins: units of its run, and the path down to it. */
export interface RunHeading {
  at: number;
  path: readonly string[];
}

export interface DocumentRun {
  /** Code points of the document's text before it. */
  start: number;
  end: number;
  text: string;
  page: number | null;
  /** Whether a line belongs above it that says where it stands. */
  newPage: boolean;
  /** A heading that is not in the text. */
  above: string | null;
  /** The headings that are open at its beginning. */
  path: readonly string[];
  headings: RunHeading[];
}

/** Passages touch where the blanks between them are told. */
export function documentRuns(passages: readonly Passage[]): DocumentRun[] {
  const runs: DocumentRun[] = [];
  let previous: Passage | undefined;
  for (const passage of passages) {
    addTo(runs, passage, previous);
    previous = passage;
  }
  return runs;
}

function addTo(runs: DocumentRun[], passage: Passage, previous: Passage | undefined): void {
  const last = runs.at(-1);
  const from = Math.max(passage.start, last?.end ?? 0);
  if (from >= passage.end) return;
  const [, own] = cut(passage.text ?? '', from - passage.start, passage.end - passage.start);
  const above = aboveOf(passage, previous);
  const newPage = passage.page !== null && passage.page !== previous?.page;
  const blanks = previous?.blanks ?? '';
  const touches = last?.end === from || (previous && last && last.end + blanks.length === from);
  if (last && touches && !newPage && above === null) {
    if (last.end !== from) last.text += blanks;
    last.headings.push(...headingsOf(passage, from, last.text.length));
    last.text += own;
    last.end = passage.end;
    return;
  }
  runs.push({
    ...{ start: from, end: passage.end, text: own, page: passage.page, newPage, above },
    path: above === null ? passage.heading : passage.heading.slice(0, -1),
    headings: headingsOf(passage, from, 0),
  });
}

/** The heading of a passage that is new and stands nowhere in its text: many formats carry theirs in it. */
function aboveOf(passage: Passage, previous: Passage | undefined): string | null {
  const heading = passage.heading.at(-1);
  if (heading === undefined || passage.heading.join('\n') === previous?.heading.join('\n')) return null;
  return (passage.text ?? '').includes(heading) ? null : heading;
}

/** Of a passage that goes on at character `from` of the document, after `before` units of its run. */
function headingsOf(passage: Passage, from: number, before: number): RunHeading[] {
  const { text = '', start, heading } = passage;
  const sections = passage.sections?.length ? passage.sections : [{ start, heading }];
  const unitsTo = (character: number) => cut(text, 0, character - start)[1].length;
  return sections.map((section) => ({
    at: before + unitsTo(section.start) - unitsTo(from),
    path: section.heading,
  }));
}

/** Units of a run's text from `start` to `end` (code points of the document); null where they are outside of it. */
export function unitsOf(
  run: DocumentRun,
  range: { start: number; end: number } | null,
): [number, number] | null {
  if (!range || range.end <= run.start || range.start >= run.end) return null;
  const [before, inside] = cut(run.text, range.start - run.start, range.end - run.start);
  return [before.length, before.length + inside.length];
}
