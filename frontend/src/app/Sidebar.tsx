import { useImperativeHandle, useRef, type Ref } from 'react';
import type { Panels } from '@/app/use-panels';
import type { AccountDialog } from '@/features/account/AccountDialogs';
import { AccountBar } from '@/features/account/AccountBar';
import { useAnswering } from '@/features/chat/chat-context';
import { ConversationList } from '@/features/conversations/ConversationList';
import { Button, IconButton } from '@/components/Button';
import { Logo } from '@/components/Logo';
import { t } from '@/config/strings';
import styles from '@/app/Sidebar.module.css';

export interface SidebarHandle {
  focusSearch: () => void;
}

interface SidebarProps {
  ref: Ref<SidebarHandle>;
  panels: Panels;
  current: string | null;
  onOpen: (id: string | null) => void;
  onPalette: () => void;
  onNotes: () => void;
  onAccount: (dialog: AccountDialog) => void;
  onShortcuts: () => void;
}

export function Sidebar({
  ref,
  panels,
  current,
  onOpen,
  onPalette,
  onNotes,
  onAccount,
  onShortcuts,
}: SidebarProps) {
  const answering = useAnswering();
  const list = useRef<SidebarHandle>(null);
  // The same key may open the column: then its field exists after the next frame.
  useImperativeHandle(ref, () => ({
    focusSearch: () => requestAnimationFrame(() => list.current?.focusSearch()),
  }));
  if (!panels.sidebar && !panels.drawer) return null;

  return (
    <>
      {panels.drawer && <div className={styles.backdrop} aria-hidden="true" onClick={panels.closeDrawer} />}
      <aside className={panels.drawer ? styles.drawer : styles.column} aria-label={t.layout.sidebar}>
        <header className={styles.head}>
          <Logo />
          <IconButton
            icon="search"
            label={`${t.palette.title} (Ctrl K)`}
            data-testid="open-palette"
            onClick={onPalette}
          />
          {panels.drawer && (
            <IconButton icon="close" label={t.layout.closeSidebar} onClick={panels.closeDrawer} />
          )}
        </header>
        <div className={styles.new}>
          <Button icon="plus" data-testid="new-conversation" onClick={() => onOpen(null)}>
            {t.conversations.new}
          </Button>
          <IconButton icon="note" label={t.notes.title} data-testid="open-notes" onClick={onNotes} />
        </div>
        <ConversationList ref={list} current={current} answering={answering} onOpen={onOpen} />
        <AccountBar onOpen={onAccount} onShortcuts={onShortcuts} />
      </aside>
    </>
  );
}
