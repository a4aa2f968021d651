/** The order of the list of documents, and the groups in it. */
import { isBusy } from '@/features/documents/documents-cache';
import { t } from '@/config/strings';
import { endingOf } from '@/lib/file-family';
import type { GrailDocument } from '@/types/api';

export const SORTS = ['newest', 'oldest', 'name', 'size', 'kind'] as const;
export const GROUPINGS = ['none', 'tag', 'status', 'folder'] as const;
export type Sort = (typeof SORTS)[number];
export type Grouping = (typeof GROUPINGS)[number];

export interface Arrangement {
  sort: Sort;
  group: Grouping;
}

export interface Group {
  /** Empty for the one group of a list without groups. */
  name: string;
  documents: GrailDocument[];
}

const KEY = 'grail.documents';

export function readArrangement(): Arrangement {
  const [sort, group] = stored();
  return {
    sort: SORTS.find((one) => one === sort) ?? 'newest',
    group: GROUPINGS.find((one) => one === group) ?? 'none',
  };
}

function stored(): string[] {
  try {
    return (localStorage.getItem(KEY) ?? '').split(' ');
  } catch {
    return []; // Storage may be forbidden: then the list begins as it is for everybody.
  }
}

export function keepArrangement({ sort, group }: Arrangement): void {
  try {
    localStorage.setItem(KEY, `${sort} ${group}`);
  } catch {
    // As above.
  }
}

const byName = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

const ORDERS: Record<Sort, (a: GrailDocument, b: GrailDocument) => number> = {
  newest: (a, b) => b.created_at.localeCompare(a.created_at),
  oldest: (a, b) => a.created_at.localeCompare(b.created_at),
  name: (a, b) => byName.compare(a.filename, b.filename),
  size: (a, b) => b.size - a.size,
  kind: (a, b) => endingOf(a.filename).localeCompare(endingOf(b.filename)),
};

/** The service's order is that of the newest; what is equal in an order stays as it was. */
export function sorted(documents: readonly GrailDocument[], sort: Sort): GrailDocument[] {
  return sort === 'newest' ? [...documents] : documents.toSorted(ORDERS[sort]);
}

/** A document stands under each of its tags. What has none comes last. */
export function grouped(documents: readonly GrailDocument[], group: Grouping): Group[] {
  if (group === 'none') return [{ name: '', documents: [...documents] }];
  const groups = new Map<string, GrailDocument[]>();
  const last = group === 'tag' ? t.arranging.noTag : group === 'folder' ? t.arranging.noFolder : undefined;
  for (const document of documents) for (const name of namesOf(document, group)) push(groups, name, document);
  return [...groups]
    .map(([name, members]) => ({ name, documents: members }))
    .sort((a, b) => Number(a.name === last) - Number(b.name === last) || byName.compare(a.name, b.name));
}

function namesOf(document: GrailDocument, group: Exclude<Grouping, 'none'>): readonly string[] {
  if (group === 'tag') return document.tags.length > 0 ? document.tags : [t.arranging.noTag];
  if (group === 'folder') return [document.folder ?? t.arranging.noFolder];
  return [isBusy(document) ? t.arranging.beingRead : t.documents.status[document.status]];
}

/** The first so many documents of the groups. */
export function firstOf(groups: readonly Group[], limit: number): Group[] {
  const shown: Group[] = [];
  let left = limit;
  for (const { name, documents } of groups) {
    if (left <= 0) break;
    shown.push({ name, documents: documents.slice(0, left) });
    left -= documents.length;
  }
  return shown;
}

function push<T>(lists: Map<string, T[]>, name: string, item: T): void {
  const list = lists.get(name);
  if (list) list.push(item);
  else lists.set(name, [item]);
}
