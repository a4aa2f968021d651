import { describe, expect, it } from 'vitest';
import { firstOf, grouped, sorted } from '@/features/documents/arrange';
import type { GrailDocument } from '@/types/api';

const doc = (filename: string, more: Partial<GrailDocument> = {}) =>
  ({ filename, tags: [], status: 'ready', size: 1, created_at: '2026-01-01', ...more }) as GrailDocument;
const names = (documents: readonly GrailDocument[]) => documents.map(({ filename }) => filename);

const list = [
  doc('b10.pdf', { size: 3, created_at: '2026-03-01', tags: ['law', 'zoo'], folder: 'work' }),
  doc('B2.docx', { size: 9, created_at: '2026-02-01', tags: ['law'], status: 'embedding' }),
  doc('a.pdf', { size: 1, status: 'failed' }),
];

describe('a list of documents', () => {
  it('is sorted as people count and read', () => {
    expect(names(sorted(list, 'newest'))).toEqual(['b10.pdf', 'B2.docx', 'a.pdf']);
    expect(names(sorted(list, 'oldest'))).toEqual(['a.pdf', 'B2.docx', 'b10.pdf']);
    expect(names(sorted(list, 'name'))).toEqual(['a.pdf', 'B2.docx', 'b10.pdf']);
    expect(names(sorted(list, 'size'))).toEqual(['B2.docx', 'b10.pdf', 'a.pdf']);
    expect(names(sorted(list, 'kind'))).toEqual(['B2.docx', 'b10.pdf', 'a.pdf']);
  });

  it('is grouped, what belongs nowhere last', () => {
    const by = (group: 'tag' | 'status' | 'folder') =>
      grouped(list, group).map(({ name, documents }) => [name, names(documents)]);
    expect(by('tag')).toEqual([
      ['law', ['b10.pdf', 'B2.docx']],
      ['zoo', ['b10.pdf']],
      ['Without a tag', ['a.pdf']],
    ]);
    expect(by('status').map(([name]) => name)).toEqual(['Being read', 'Failed', 'Ready']);
    expect(by('folder').map(([name]) => name)).toEqual(['work', 'Added alone']);
  });

  it('is drawn in part', () => {
    const groups = grouped(list, 'tag');
    expect(firstOf(groups, 1).map(({ documents }) => documents.length)).toEqual([1]);
    expect(firstOf(groups, 3).map(({ documents }) => documents.length)).toEqual([2, 1]);
    expect(firstOf(groups, 9)).toEqual(groups);
  });
});
