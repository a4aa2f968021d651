import { useState } from 'react';
import { useServices } from '@/lib/services';

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
  const { config } = useServices();
  const [chosen, setChosen] = useState(remembered);
  const offered = config.models.some((model) => model.id === chosen);

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
