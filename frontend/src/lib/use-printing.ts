import { useSyncExternalStore } from 'react';

let printing = false;

function subscribe(listener: () => void): () => void {
  const change = (value: boolean) => () => {
    printing = value;
    listener();
  };
  const before = change(true);
  const after = change(false);
  addEventListener('beforeprint', before);
  addEventListener('afterprint', after);
  return () => {
    removeEventListener('beforeprint', before);
    removeEventListener('afterprint', after);
  };
}

/** Whether the page is being printed: then all is drawn that is otherwise drawn at a wish, or later. */
export function usePrinting(): boolean {
  return useSyncExternalStore(subscribe, () => printing);
}
