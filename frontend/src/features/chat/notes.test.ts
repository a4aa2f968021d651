import { expect, it } from 'vitest';
import { noteAsMarkdown, notesAsMarkdown } from '@/features/chat/note-markdown';
import type { Note } from '@/types/api';

const at = '2026-03-10T15:00:00Z';
const source = (filename: string, page: number | null) => ({ filename, page }) as never;
const note: Note = {
  id: 'm',
  text: 'Look <b>again</b>.',
  created_at: at,
  updated_at: at,
  answer: {
    conversation_id: 'c',
    message_id: 'm',
    question: 'Why?',
    text: 'Because [2]. ![x](https://evil.example)',
    markers: [8],
    citations: [{ n: 2 }] as never,
    sources: [source('a.pdf', 3), source('b.pdf', 4)],
    model: null,
    created_at: at,
  },
};

it('copies a note with the sources that its answer cites', () => {
  expect(noteAsMarkdown(note)).toBe(
    '## Why?\n\nBecause [2]. ![x](https://evil.example)\n\n- [2] b.pdf, p. 4\n\nLook <b>again</b>.',
  );
});

it('writes all notes into a file with nothing that a program would run or fetch', async () => {
  const own: Note = { ...note, id: 'n', text: 'Mine', answer: null };
  const written = await notesAsMarkdown([note, own]);
  expect(written).toContain('[x](https://evil.example)');
  expect(written).not.toContain('![');
  expect(written).toContain('Look &lt;b>again&lt;/b>.');
  expect(written.indexOf('Mine')).toBeGreaterThan(written.indexOf('Why?'));
});
