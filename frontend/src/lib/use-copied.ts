import { useEffect, useState } from 'react';

const SHOWN_MS = 2_000;

/** Whether something has just been copied, for as long as a button says so. */
export function useCopied(): [boolean, (copied: boolean) => void] {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  return [copied, setCopied];
}
