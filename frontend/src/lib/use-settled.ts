import { useEffect, useState } from 'react';

/** The value once it has stayed the same for `after` ms, so that no request is sent for every letter. */
export function useSettled<T>(value: T, after = 250): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), after);
    return () => clearTimeout(timer);
  }, [value, after]);
  return settled;
}
