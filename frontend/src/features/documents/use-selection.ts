import { useState } from 'react';
import type { GrailDocument } from '@/types/api';

/** Which of the listed documents are selected. Of those that are listed no more nothing is kept. */
export function useSelection(listed: readonly GrailDocument[]) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [last, setLast] = useState<string | null>(null);
  const chosen = listed.filter(({ id }) => ids.has(id));

  /** With `range` all between the document chosen last and this one. */
  function toggle(id: string, range: boolean): void {
    const [from, to] = [last, id].map((one) => listed.findIndex((document) => document.id === one)) as [
      number,
      number,
    ];
    const between = range && from >= 0 ? listed.slice(Math.min(from, to), Math.max(from, to) + 1) : [];
    const next = new Set(ids);
    if (between.length > 0) for (const document of between) next.add(document.id);
    else if (!next.delete(id)) next.add(id);
    setIds(next);
    setLast(id);
  }

  return {
    chosen,
    has: (id: string) => ids.has(id),
    toggle,
    all: () => setIds(new Set(listed.map(({ id }) => id))),
    clear: () => setIds(new Set()),
  };
}
