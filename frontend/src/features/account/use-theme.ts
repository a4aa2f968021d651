import { useState } from 'react';

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'grail.theme';

/** `--bg` of tokens.css. */
const GROUNDS = { light: '#faf8f5', dark: '#171614' };

function stored(): Theme {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'light' || value === 'dark' ? value : 'system';
  } catch {
    return 'system';
  }
}

function apply(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  // The colour of the window's frame on phones: the sheet of the system's theme, or the one that was chosen.
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name=theme-color]')) {
    const own = meta.media.includes('dark') ? 'dark' : 'light';
    meta.content = GROUNDS[theme === 'system' ? own : theme];
  }
}

/** Called before the first drawing, so that the page never flashes in the other colours. */
export function applyStoredTheme(): void {
  apply(stored());
}

export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(stored);
  function choose(next: Theme) {
    setTheme(next);
    apply(next);
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // Then it holds for this visit.
    }
  }
  return [theme, choose];
}
