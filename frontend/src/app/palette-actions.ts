import type { Panels } from '@/app/use-panels';
import type { AccountDialog } from '@/features/account/AccountDialogs';
import type { IconName } from '@/components/Icon';
import { t } from '@/config/strings';

export interface PaletteAction {
  label: string;
  icon: IconName;
  /** As it is shown, such as `Alt N`. */
  keys?: string;
  run: () => void;
}

export interface Doors {
  panels: Panels;
  onFiles: () => void;
  onFolder: () => void;
  onNew: () => void;
  onPrint: () => void;
  onPrompts: () => void;
  onNotes: () => void;
  onSources: () => void;
  onAccount: (dialog: AccountDialog) => void;
  onHelp: () => void;
  onSignOut: () => void;
}

/** All that the page can do from anywhere, what is done most often first. */
export function paletteActions({ panels, ...on }: Doors): PaletteAction[] {
  const { documentsShown, sidebarShown } = panels;
  return [
    { label: t.conversations.new, icon: 'plus', keys: 'Alt N', run: on.onNew },
    { label: t.documents.add, icon: 'upload', keys: 'Alt U', run: on.onFiles },
    { label: t.documents.addFolder, icon: 'folder', run: on.onFolder },
    { label: t.documents.webSources, icon: 'globe', run: on.onSources },
    {
      label: documentsShown ? t.layout.closeDocuments : t.layout.openDocuments,
      icon: 'panel',
      keys: 'Alt D',
      run: panels.toggleDocuments,
    },
    {
      label: sidebarShown ? t.layout.closeSidebar : t.layout.openSidebar,
      icon: 'menu',
      run: panels.toggleSidebar,
    },
    { label: t.chat.print, icon: 'file', keys: 'Ctrl P', run: on.onPrint },
    { label: t.notes.title, icon: 'note', run: on.onNotes },
    { label: t.prompts.title, icon: 'bookmark', run: on.onPrompts },
    { label: t.menu.usage, icon: 'chart', run: () => on.onAccount('usage') },
    { label: t.menu.security, icon: 'lock', run: () => on.onAccount('security') },
    { label: t.menu.programs, icon: 'link', run: () => on.onAccount('programs') },
    { label: t.menu.data, icon: 'user', run: () => on.onAccount('data') },
    { label: t.menu.theme, icon: 'contrast', run: () => on.onAccount('theme') },
    { label: t.menu.language, icon: 'globe', run: () => on.onAccount('language') },
    { label: t.shortcuts.title, icon: 'keyboard', keys: 'Alt /', run: on.onHelp },
    { label: t.menu.signOut, icon: 'exit', run: on.onSignOut },
  ];
}
