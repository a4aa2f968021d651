import { expect, it } from 'vitest';
import { statedDate } from '@/config/format';
import * as vi from '@/config/strings/vi';
import { bylineOf, lengthOf, noteOf } from '@/lib/profile';
import type { DocumentProfile, GrailDocument } from '@/types/api';

const profile: DocumentProfile = {
  kind: 'report',
  title: 'Tides of the Tay',
  authors: ['Ines Holt', 'Jan Roth'],
  written: '2023-05-04',
  changed: '2023-06-01T08:00:00Z',
  sent: null,
  language: 'en',
  period: null,
  version: null,
  extent: { count: 12, unit: 'page' },
  outline: null,
};

function documentOf(about: Partial<DocumentProfile> | null, filename = 'a.pdf'): GrailDocument {
  return { filename, pages: 3, profile: about && { ...profile, ...about } } as GrailDocument;
}

it('says title, authors and date', () => {
  expect(bylineOf(documentOf({}))).toBe('Tides of the Tay · Ines Holt, Jan Roth · May 4, 2023');
});

it('leaves out a title that the name says, and what is not known', () => {
  expect(bylineOf(documentOf({ authors: [], written: '2023' }, 'tides_of-the tay.pdf'))).toBe('2023');
  expect(bylineOf(documentOf(null))).toBe('');
  expect(bylineOf({ filename: 'a.pdf' } as GrailDocument)).toBe('');
});

it('names three authors and says that there are more', () => {
  const authors = ['A B', 'C D', 'E F', 'G H'];
  expect(bylineOf(documentOf({ title: null, authors, written: null, changed: null }))).toBe('A B, C D, E F…');
});

it('prefers the day on which a mail was sent', () => {
  const sent = '2024-01-02T23:30:00Z';
  expect(bylineOf(documentOf({ title: null, authors: [], sent }))).toBe('Jan 2, 2024');
});

it('counts pages, slides and sheets', () => {
  expect(lengthOf(documentOf({}))).toBe('12 pages');
  expect(lengthOf(documentOf({ extent: { count: 1, unit: 'slide' } }))).toBe('1 slide');
  expect(lengthOf(documentOf({ extent: { count: 2, unit: 'sheet' } }))).toBe('2 sheets');
  expect(lengthOf(documentOf({ extent: null }))).toBe('3 pages');
  expect(lengthOf({ pages: null } as GrailDocument)).toBeNull();
});

it('shows dates as exactly as they are stated', () => {
  expect(statedDate('2023')).toBe('2023');
  expect(statedDate('2023-05')).toBe('May 2023');
  expect(statedDate('0099-99-99x')).toBeTruthy();
});

it('says in the language of the page how far a document was read', () => {
  const message =
    'Only 9 of 20 pages were read: it has more pages than a document may. To have all of it, split it.';
  const partial = { code: 'pages', done: 9, total: 20, unit: 'page', message } as const;
  const note = `${message} Page 3 of 20 is a picture.`;
  expect(noteOf({ note, partial } as unknown as GrailDocument)).toBe(note);
  expect(noteOf({ note: 'It waits.' } as GrailDocument)).toBe('It waits.');
  expect(vi.documents.partial(partial)).toContain(
    'Chỉ đọc được 9 trên 20 trang: tài liệu có nhiều trang hơn',
  );
  expect(vi.documents.partial({ ...partial, code: 'newer', unit: 'percent' })).toContain(
    '9% tệp này: phần còn lại',
  );
});
