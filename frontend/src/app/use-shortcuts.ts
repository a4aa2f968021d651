/** Keyboard shortcuts. All but Escape, Ctrl+K and Ctrl+P have Alt: a bare letter belongs to whoever is typing or listening. */
import { useEffect, useEffectEvent } from 'react';

type Shortcut =
  'palette' | 'print' | 'ask' | 'new' | 'documents' | 'conversations' | 'upload' | 'stop' | 'help' | 'close';

/** By the key's position, since Alt changes the letters on a Mac. */
export const SHORTCUTS: readonly {
  name: Exclude<Shortcut, 'close' | 'palette' | 'print'>;
  code: string;
  shown: string;
}[] = [
  { name: 'ask', code: 'KeyA', shown: 'A' },
  { name: 'new', code: 'KeyN', shown: 'N' },
  { name: 'documents', code: 'KeyD', shown: 'D' },
  { name: 'conversations', code: 'KeyK', shown: 'K' },
  { name: 'upload', code: 'KeyU', shown: 'U' },
  { name: 'stop', code: 'KeyS', shown: 'S' },
  { name: 'help', code: 'Slash', shown: '/' },
];

function nameOf(event: KeyboardEvent): Shortcut | null {
  if (event.key === 'Escape' && !event.defaultPrevented) return 'close';
  const command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  if (command && event.code === 'KeyK') return 'palette';
  if (command && event.code === 'KeyP') return 'print';
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return null;
  return SHORTCUTS.find(({ code }) => code === event.code)?.name ?? null;
}

/** Dialogs and menus take Escape for themselves. */
function somethingOnTop(): boolean {
  return document.querySelector('dialog[open], :popover-open') !== null;
}

export function useShortcuts(actions: Record<Shortcut, () => void>): void {
  const act = useEffectEvent((name: Shortcut) => actions[name]());

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      const name = nameOf(event);
      if (name === null || somethingOnTop()) return;
      if (name !== 'close') event.preventDefault();
      act(name);
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
