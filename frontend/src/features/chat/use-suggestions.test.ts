import { expect, it } from 'vitest';
import { tellingHeading } from '@/features/chat/use-suggestions';

it('passes over a document’s title, and over headings that are sentences', () => {
  expect(tellingHeading(['Handbook', 'Handbook', 'Notice periods'])).toBe('Notice periods');
  expect(tellingHeading(['Handbook'])).toBe('Handbook');
  expect(tellingHeading(['x'.repeat(61), 'Leave'])).toBe('Leave');
  expect(tellingHeading([''])).toBeNull();
});
