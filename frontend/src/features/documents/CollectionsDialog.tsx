import { useState } from 'react';
import { LONGEST_NAME, useCollectionActions } from '@/features/documents/use-collection-actions';
import { useCollections } from '@/features/documents/use-collections';
import { Button } from '@/components/Button';
import { Dialog } from '@/components/Dialog';
import { Menu, type MenuAction } from '@/components/Menu';
import { Notice } from '@/components/Notice';
import { PromptDialog } from '@/components/PromptDialog';
import { Spinner } from '@/components/Spinner';
import { errorText, t } from '@/config/strings';
import type { Collection } from '@/types/api';
import styles from '@/features/documents/CollectionsDialog.module.css';

interface CollectionsDialogProps {
  /** Shows the documents of a collection in the list. */
  onShow: (collectionId: string) => void;
  /** The next question searches this collection. */
  onAsk: (collectionId: string) => void;
  onClose: () => void;
}

type Editing = Collection | 'new' | null;

/** The person's collections: to make, show, ask, rename and delete. */
export default function CollectionsDialog({ onShow, onAsk, onClose }: CollectionsDialogProps) {
  const collections = useCollections();
  const actions = useCollectionActions();
  const [editing, setEditing] = useState<Editing>(null);
  const leave = (go: (id: string) => void, id: string) => {
    onClose();
    go(id);
  };
  const menuOf = (collection: Collection): MenuAction[] => [
    {
      label: t.collections.ask,
      icon: 'send',
      disabled: collection.documents === 0,
      run: () => leave(onAsk, collection.id),
    },
    { label: t.documents.rename, icon: 'edit', run: () => setEditing(collection) },
    { label: t.documents.delete, icon: 'trash', danger: true, run: () => actions.remove(collection) },
  ];

  return (
    <Dialog title={t.collections.title} onClose={onClose}>
      <div className={styles.body}>
        <div>
          <Button icon="plus" data-testid="new-collection" onClick={() => setEditing('new')}>
            {t.collections.add}
          </Button>
        </div>
        {collections.isPending && <Spinner label={t.app.loading} />}
        {collections.isError && (
          <Notice onRetry={() => void collections.refetch()}>
            {t.collections.loadFailed} {errorText(collections.error)}
          </Notice>
        )}
        {collections.isComplete && collections.items.length === 0 && (
          <p className={styles.none}>{t.collections.empty}</p>
        )}
        {collections.items.length > 0 && (
          <ul className={styles.list}>
            {collections.items.map((collection) => (
              <li key={collection.id} className={styles.row} data-testid="collection">
                <button type="button" className={styles.show} onClick={() => leave(onShow, collection.id)}>
                  <span dir="auto">{collection.name}</span>
                  <small>{t.documents.count(collection.documents)}</small>
                </button>
                <Menu label={t.documents.actions(collection.name)} actions={menuOf(collection)} />
              </li>
            ))}
          </ul>
        )}
      </div>
      {editing !== null && (
        <PromptDialog
          title={editing === 'new' ? t.collections.add : t.documents.rename}
          label={t.documents.renameLabel}
          value={editing === 'new' ? '' : editing.name}
          longest={LONGEST_NAME}
          onSubmit={(name) =>
            void (editing === 'new' ? actions.create(name) : actions.rename(editing.id, name))
          }
          onClose={() => setEditing(null)}
        />
      )}
    </Dialog>
  );
}
