/** What a question searches in: nothing chosen means everything. */

export interface Scope {
  documentIds: readonly string[];
  tags: readonly string[];
}

export interface ScopeOptions {
  documents: readonly { id: string; filename: string }[];
  tags: readonly string[];
}

/** The scope that is chosen, what there is to choose from, and how to choose. */
export interface ScopeChoice {
  scope: Scope;
  options: ScopeOptions;
  onScope: (scope: Scope) => void;
}

export const EVERYTHING: Scope = { documentIds: [], tags: [] };

export function isEverything(scope: Scope): boolean {
  return scope.documentIds.length === 0 && scope.tags.length === 0;
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
