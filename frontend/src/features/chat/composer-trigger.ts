/** What a person begins to name while typing a question: `@` a document or tag, `/` a saved prompt. */

export interface Trigger {
  kind: 'document' | 'prompt';
  /** What is typed behind the sign. */
  query: string;
  /** Where the sign stands, and where the query ends. */
  start: number;
  end: number;
}

/** A longer text behind a slash is a question. */
const LONGEST_PROMPT = 40;

export function triggerAt(text: string, caret: number): Trigger | null {
  const before = text.slice(0, caret);
  const prompt = /^\/([^\n]*)$/.exec(before);
  if (prompt && caret === text.length && caret <= LONGEST_PROMPT)
    return { kind: 'prompt', query: prompt[1] ?? '', start: 0, end: caret };
  // In an e-mail address the sign stands behind a letter.
  const at = before.lastIndexOf('@');
  const free = at === 0 || /[\s("“„(（]/.test(before[at - 1] ?? '');
  const query = before.slice(at + 1);
  if (at < 0 || !free || /\s/.test(query)) return null;
  return { kind: 'document', query, start: at, end: caret };
}
