/** What a question searches in: nothing chosen means everything. */
import { t } from '@/config/strings';

export interface Scope {
  documentIds: readonly string[];
  tags: readonly string[];
  collectionIds: readonly string[];
}

export interface ScopeOptions {
  documents: readonly { id: string; filename: string }[];
  tags: readonly string[];
  /** `owner_name` is the address of who shares one. */
  collections: readonly { id: string; name: string; owner_name: string | null }[];
  /** Number of documents that are on their way to being ready. */
  reading: number;
  /** Of every collection and document that is listed, also of those that are still being read. */
  names: ReadonlyMap<string, string>;
}

/** The scope that is chosen, what there is to choose from, and how to choose. */
export interface ScopeChoice {
  scope: Scope;
  options: ScopeOptions;
  onScope: (scope: Scope) => void;
  /** Reads the whole list of documents, where all there is to choose from is to be shown. */
  onWhole: () => void;
}

export const EVERYTHING: Scope = { documentIds: [], tags: [], collectionIds: [] };

export function isEverything(scope: Scope): boolean {
  return scope.documentIds.length + scope.tags.length + scope.collectionIds.length === 0;
}

/** As many documents are named; of more their number is told. */
const NAMED = 3;

/** A scope in words; null where everything is searched. */
export function scopeLabel(scope: Scope, names: ScopeOptions['names']): string | null {
  if (isEverything(scope)) return null;
  const { documentIds, tags, collectionIds } = scope;
  const known = documentIds.flatMap((id) => names.get(id) ?? []);
  const named = known.length === documentIds.length && known.length <= NAMED;
  const parts = named ? known : [t.documents.count(documentIds.length)];
  const collections = collectionIds.map((id) => {
    const name = names.get(id);
    return name === undefined ? t.collections.count(1) : t.collections.named(name);
  });
  return [...collections, ...parts, ...tags.map((tag) => t.chat.scopeTag(tag))].join(', ');
}

type IsGone = (id: string) => boolean;

/** A scope without the documents and collections that are gone: no question can be asked in those. */
export function withoutGone(scope: Scope, isGone: IsGone, isGoneCollection: IsGone): Scope {
  const documentIds = scope.documentIds.filter((id) => !isGone(id));
  const collectionIds = scope.collectionIds.filter((id) => !isGoneCollection(id));
  const before = scope.documentIds.length + scope.collectionIds.length;
  return documentIds.length + collectionIds.length === before
    ? scope
    : { ...scope, documentIds, collectionIds };
}

function toggled(values: readonly string[], value: string): readonly string[] {
  return values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
}

export function toggleDocument(scope: Scope, id: string): Scope {
  return { ...scope, documentIds: toggled(scope.documentIds, id) };
}

export function toggleCollection(scope: Scope, id: string): Scope {
  return { ...scope, collectionIds: toggled(scope.collectionIds, id) };
}

export function toggleTag(scope: Scope, tag: string): Scope {
  return { ...scope, tags: toggled(scope.tags, tag) };
}
