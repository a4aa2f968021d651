/** What a question searches in: nothing chosen means everything. */
import { t } from '@/config/strings';

export interface Scope {
  documentIds: readonly string[];
  tags: readonly string[];
}

export interface ScopeOptions {
  documents: readonly { id: string; filename: string }[];
  tags: readonly string[];
  /** Number of documents that are on their way to being ready. */
  reading: number;
  /** Of every document that is listed, also of those that are still being read. */
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

export const EVERYTHING: Scope = { documentIds: [], tags: [] };

export function isEverything(scope: Scope): boolean {
  return scope.documentIds.length === 0 && scope.tags.length === 0;
}

/** As many documents are named; of more their number is told. */
const NAMED = 3;

/** A scope in words; null where everything is searched. */
export function scopeLabel(scope: Scope, names: ScopeOptions['names']): string | null {
  if (isEverything(scope)) return null;
  const { documentIds, tags } = scope;
  const known = documentIds.flatMap((id) => names.get(id) ?? []);
  const named = known.length === documentIds.length && known.length <= NAMED;
  const parts = named ? known : [t.documents.count(documentIds.length)];
  return [...parts, ...tags.map((tag) => t.chat.scopeTag(tag))].join(', ');
}

/** A scope without the documents that are gone: no question can be asked in those. */
export function withoutGone(scope: Scope, isGone: (documentId: string) => boolean): Scope {
  const documentIds = scope.documentIds.filter((id) => !isGone(id));
  return documentIds.length === scope.documentIds.length ? scope : { ...scope, documentIds };
}

function toggled(values: readonly string[], value: string): readonly string[] {
  return values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
}

export function toggleDocument(scope: Scope, id: string): Scope {
  return { ...scope, documentIds: toggled(scope.documentIds, id) };
}

export function toggleTag(scope: Scope, tag: string): Scope {
  return { ...scope, tags: toggled(scope.tags, tag) };
}
