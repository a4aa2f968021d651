import { t } from '@/config/strings';
import { moment } from '@/config/format';
import type { KeptAnswer, Note } from '@/types/api';

function sourcesOf({ sources, citations }: KeptAnswer): string[] {
  const cited = new Set(citations.map(({ n }) => n));
  return sources.flatMap(({ filename, page }, index) =>
    cited.has(index + 1)
      ? [`- [${index + 1}] ${filename}${page === null ? '' : `, ${t.chat.page(page)}`}`]
      : [],
  );
}

/** The parts of a note, each whole by itself. */
function partsOf({ text, answer }: Note): string[] {
  const kept = answer ? [`## ${answer.question}`, answer.text, sourcesOf(answer).join('\n')] : [];
  return [...kept, text].filter(Boolean);
}

export function noteAsMarkdown(note: Note): string {
  return partsOf(note).join('\n\n');
}

/** All notes as a file's text. The parser comes with the first export, since the page does not need it to start. */
export async function notesAsMarkdown(notes: readonly Note[]): Promise<string> {
  const [{ sanitizeMarkdown }, { inSlices }] = await Promise.all([
    import('@/lib/sanitize-markdown'),
    import('@/lib/in-slices'),
  ]);
  const parts = notes.flatMap((note) => [...partsOf(note), `*${moment(note.created_at)}*`]);
  const safe = await inSlices([`# ${t.notes.title}`, ...parts], sanitizeMarkdown);
  return `${safe.join('\n\n')}\n`;
}
