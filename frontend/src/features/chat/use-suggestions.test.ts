import { expect, it } from 'vitest';
import { spokenName, tellingHeading } from '@/features/chat/use-suggestions';

it('passes over a document’s title, and over headings that are sentences', () => {
  expect(tellingHeading(['Handbook', 'Handbook', 'Notice periods'])).toBe('Notice periods');
  expect(tellingHeading(['Handbook'])).toBe('Handbook');
  expect(tellingHeading(['x'.repeat(61), 'Leave'])).toBe('Leave');
  expect(tellingHeading([''])).toBeNull();
});

it('says a file’s name without its ending, and shortens it', () => {
  expect(spokenName('2022_Q3.results.pdf')).toBe('2022_Q3.results');
  expect(spokenName(`${'word '.repeat(20)}.docx`)).toBe(`${'word '.repeat(8).trimEnd()}…`);
});
