import { lazy, Suspense, useState } from 'react';
import { useFiled } from '@/features/conversations/conversations-cache';
import { LONGEST_FOLDER, foldersOf } from '@/features/conversations/folders-of';
import { useConversationActions } from '@/features/conversations/use-conversation-actions';
import { Menu, type MenuAction } from '@/components/Menu';
import { PromptDialog } from '@/components/PromptDialog';
import { moment } from '@/config/format';
import { t } from '@/config/strings';
import type { Conversation } from '@/types/api';
import styles from '@/features/conversations/ConversationList.module.css';

const LinkDialog = lazy(() => import('@/features/conversations/LinkDialog'));

interface ConversationRowProps {
  conversation: Conversation;
  current: boolean;
  /** Whether an answer is being made in it. */
  answering: boolean;
  /** Whether another one in sight has the same title, so that the time tells them apart. */
  withTime: boolean;
  onOpen: (id: string | null) => void;
}

export function ConversationRow({
  conversation,
  current,
  answering,
  withTime,
  onOpen,
}: ConversationRowProps) {
  const [renaming, setRenaming] = useState(false);
  const [filing, setFiling] = useState(false);
  const [linking, setLinking] = useState(false);
  const actions = useConversationActions(conversation, () => current && onOpen(null));
  const title = conversation.title || t.conversations.untitled;
  const pinned = conversation.pinned === true;

  const menu: MenuAction[] = [
    {
      label: pinned ? t.pins.unpin : t.pins.pin,
      icon: 'pin',
      run: () => void actions.pin(!pinned),
    },
    { label: t.conversations.rename, icon: 'edit', run: () => setRenaming(true) },
    { label: t.folders.move, icon: 'folder', run: () => setFiling(true) },
    { label: t.conversations.share, icon: 'link', run: () => setLinking(true) },
    { label: t.conversations.exportMarkdown, icon: 'file', run: () => void actions.exportAs('md') },
    { label: t.pins.html, icon: 'file', run: () => void actions.exportAs('html') },
    { label: t.conversations.exportJson, icon: 'file', run: () => void actions.exportAs('json') },
    { label: t.conversations.delete, icon: 'trash', run: actions.remove, danger: true },
  ];

  return (
    <li
      className={current ? styles.current : styles.row}
      data-testid="conversation-row"
      data-conversation-id={conversation.id}
    >
      <button
        type="button"
        className={styles.title}
        title={`${title}\n${moment(conversation.updated_at)}`}
        aria-current={current ? 'page' : undefined}
        onClick={() => onOpen(conversation.id)}
      >
        <span dir="auto">
          {answering && <span className={styles.busy} role="img" aria-label={t.conversations.answering} />}
          {title}
        </span>
        {withTime && <small>{moment(conversation.updated_at)}</small>}
      </button>
      <Menu label={t.conversations.actions(title)} actions={menu} />
      <Suspense fallback={null}>
        {linking && <LinkDialog conversationId={conversation.id} onClose={() => setLinking(false)} />}
      </Suspense>
      {renaming && (
        <PromptDialog
          title={t.conversations.rename}
          label={t.conversations.renameLabel}
          value={conversation.title}
          onSubmit={(name) => void actions.rename(name)}
          onClose={() => setRenaming(false)}
        />
      )}
      {filing && (
        <FolderDialog
          value={conversation.folder ?? ''}
          onSubmit={(folder) => void actions.file(folder)}
          onClose={() => setFiling(false)}
        />
      )}
    </li>
  );
}

interface FolderDialogProps {
  value: string;
  onSubmit: (folder: string) => void;
  onClose: () => void;
}

/** Asks for a folder: one that there is, or a new name. */
function FolderDialog(props: FolderDialogProps) {
  const names = foldersOf(useFiled()).map(({ name }) => name);
  return (
    <PromptDialog
      {...props}
      title={t.folders.move}
      label={t.folders.name}
      optional
      suggestions={names}
      longest={LONGEST_FOLDER}
    />
  );
}
