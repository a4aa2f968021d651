import { useState, type ReactNode } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { fileConversation } from '@/features/conversations/conversations-api';
import { putConversation } from '@/features/conversations/conversations-cache';
import { LONGEST_FOLDER, type Folder } from '@/features/conversations/folders-of';
import { Icon } from '@/components/Icon';
import { Menu } from '@/components/Menu';
import { PromptDialog } from '@/components/PromptDialog';
import { useToast } from '@/components/Toasts';
import { errorText, t } from '@/config/strings';
import { useServices } from '@/lib/services';
import styles from '@/features/conversations/ConversationList.module.css';

/** Gives all conversations of a folder another one; an empty name is none. */
function useRefile({ conversations }: Folder) {
  const { api } = useServices();
  const client = useQueryClient();
  const toast = useToast();
  return async (name: string) => {
    try {
      for (const conversation of conversations) {
        const next = await fileConversation(api, conversation.id, name);
        putConversation(client, { ...conversation, ...next });
      }
    } catch (error) {
      toast({ text: errorText(error), tone: 'problem' });
    }
  };
}

/** A folder with its conversations, which folds. */
export function FolderGroup({ folder, children }: { folder: Folder; children: ReactNode }) {
  const refile = useRefile(folder);
  const [renaming, setRenaming] = useState(false);
  return (
    <details open className={styles.folder} data-testid="folder">
      <summary>
        <Icon name="folder" size={14} />
        <span dir="auto">{folder.name}</span>
      </summary>
      <span className={styles.folderMenu}>
        <Menu
          label={t.folders.actions(folder.name)}
          actions={[
            { label: t.folders.rename, icon: 'edit', run: () => setRenaming(true) },
            { label: t.folders.dissolve, icon: 'close', run: () => void refile('') },
          ]}
        />
      </span>
      {children}
      {renaming && (
        <PromptDialog
          title={t.folders.rename}
          label={t.folders.name}
          value={folder.name}
          longest={LONGEST_FOLDER}
          onSubmit={(name) => void refile(name)}
          onClose={() => setRenaming(false)}
        />
      )}
    </details>
  );
}
