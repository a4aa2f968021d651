/** Which columns are open. On wide windows they stand side by side; on narrow ones they slide over the chat. */
import { useCallback, useSyncExternalStore, useState } from 'react';

// In em: columns are as wide as letters are large, and fewer of them fit beside each other where letters are.
const WIDE = '(min-width: 68.75em)';
const MIDDLE = '(min-width: 53.75em)';
const HUGE = '(min-width: 125em)';

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    () => matchMedia(query).matches,
  );
}

export function usePanels() {
  const wide = useMedia(WIDE);
  const middle = useMedia(MIDDLE);
  const roomForBoth = useMedia(HUGE);
  const [sidebar, setSidebar] = useState(true);
  const [drawer, setDrawer] = useState(false);
  const [documents, setDocuments] = useState(() => matchMedia(WIDE).matches);
  const [reader, setReader] = useState(false);

  const openReader = useCallback(() => setReader(true), []);
  const closeReader = useCallback(() => setReader(false), []);
  const closeDocuments = useCallback(() => setDocuments(false), []);
  const closeDrawer = useCallback(() => setDrawer(false), []);

  return {
    /** The column at the left, where the window has room for it. */
    sidebar: middle && sidebar,
    /** The same column over the chat, where the window is narrow. */
    drawer: !middle && drawer,
    sidebarShown: middle ? sidebar : drawer,
    documentsShown: documents && (!reader || roomForBoth),
    reader,
    openReader,
    closeReader,
    closeDocuments,
    closeDrawer,
    openDrawer: () => (middle ? setSidebar(true) : setDrawer(true)),
    toggleSidebar: () => (middle ? setSidebar(!sidebar) : setDrawer(!drawer)),
    toggleDocuments: () => {
      const hiddenByReader = reader && !roomForBoth;
      setDocuments(hiddenByReader || !documents);
      if (hiddenByReader) setReader(false);
    },
    /** Closes what covers the chat, before the person types. */
    makeRoomForChat: () => {
      setDrawer(false);
      if (wide) return;
      setReader(false);
      setDocuments(false);
    },
    /** Closes the top panel over the chat, if there is one. */
    closeOverlay: () => {
      setDrawer(false);
      if (!wide) setDocuments(false);
    },
  };
}

export type Panels = ReturnType<typeof usePanels>;
