/** What the page says of a document by its profile. */
import { statedDate } from '@/config/format';
import { t } from '@/config/strings';
import type { GrailDocument } from '@/types/api';

const MOST_AUTHORS = 3;

/** Title, authors and date, as far as they are known; empty where none is. */
export function bylineOf({ filename, profile }: GrailDocument): string {
  if (!profile) return '';
  const title = profile.title && !names(filename, profile.title) ? profile.title : null;
  const authors = profile.authors.slice(0, MOST_AUTHORS).join(', ');
  const more = profile.authors.length > MOST_AUTHORS ? '…' : '';
  const date = profile.sent ?? profile.written ?? profile.changed;
  return [title, authors && `${authors}${more}`, date && statedDate(date)].filter(Boolean).join(' · ');
}

/** How many pages, slides or sheets it has; null where that is not known. */
export function lengthOf({ pages, profile }: GrailDocument): string | null {
  const extent = profile?.extent ?? (pages ? { count: pages, unit: 'page' } : null);
  if (!extent) return null;
  if (extent.unit === 'slide') return t.documents.slides(extent.count);
  if (extent.unit === 'sheet') return t.documents.sheets(extent.count);
  return t.documents.pages(extent.count);
}

/** The document's note; how far it was read is said in the page's language. */
export function noteOf({ note, partial }: GrailDocument): string {
  return partial ? (note ?? '').replace(partial.message, t.documents.partial(partial)) : (note ?? '');
}

/** Whether a file's name says the title already. */
function names(filename: string, title: string): boolean {
  const plain = (text: string) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
  return plain(filename.replace(/\.[^.]*$/, '')) === plain(title);
}
