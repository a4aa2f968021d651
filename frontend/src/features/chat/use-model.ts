import { useState } from 'react';
import { useModels } from '@/lib/models';

const KEY = 'grail.model';

function remembered(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** The chosen model, kept for the next visit; null leaves the choice to the service. */
export function useModel(): [string | null, (id: string) => void] {
  const models = useModels();
  const [chosen, setChosen] = useState(remembered);
  const offered = models.some((model) => model.id === chosen);

  function choose(id: string) {
    setChosen(id);
    try {
      localStorage.setItem(KEY, id);
    } catch {
      // Then it is chosen for this visit alone.
    }
  }
  return [offered ? chosen : null, choose];
}
