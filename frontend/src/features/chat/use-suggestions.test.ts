import { expect, it } from 'vitest';
import { spokenName, suggestionsOf } from '@/features/chat/use-suggestions';

it('says a file’s name without its ending, and shortens it', () => {
  expect(spokenName('2022_Q3.results.pdf')).toBe('2022_Q3.results');
  expect(spokenName(`${'word '.repeat(20)}.docx`)).toBe(`${'word '.repeat(8).trimEnd()}…`);
});

const texts = (documents: Parameters<typeof suggestionsOf>[0]) =>
  suggestionsOf(documents).map(({ text }) => text);

it('asks each document before it asks one again, and no more than three questions', () => {
  const lease = { id: 'a', filename: 'lease.pdf', questions: ['What is the rent?', 'When does it end?'] };
  const manual = { id: 'b', filename: 'manual.pdf', questions: ['What is E04?', 'What is E07?'] };
  expect(texts([lease, manual])).toEqual(['What is the rent?', 'What is E04?', 'When does it end?']);
  expect(suggestionsOf([lease])[0]).toMatchObject({ about: 'lease', documentIds: ['a'] });
});

it('sums up a document that has no questions, and waits for those that are not known', () => {
  expect(texts([{ id: 'a', filename: 'lease.pdf', questions: [] }])).toEqual(['What is “lease” about?']);
  expect(texts([{ id: 'a', filename: 'lease.pdf', questions: null }])).toEqual([]);
});
