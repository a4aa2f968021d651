import { Suspense, lazy, useEffect, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { Invitations } from '@/features/documents/Invitations';
import { SharedCollections } from '@/features/documents/SharedCollections';
import { LONGEST_NAME, useCollectionActions } from '@/features/documents/use-collection-actions';
import { COLLECTIONS } from '@/features/documents/documents-cache';
import { INVITATIONS, useCollections } from '@/features/documents/use-collections';
import { Button } from '@/components/Button';
import { Dialog } from '@/components/Dialog';
import { Menu, type MenuAction } from '@/components/Menu';
import { Notice } from '@/components/Notice';
import { PromptDialog } from '@/components/PromptDialog';
import { Spinner } from '@/components/Spinner';
import { t } from '@/config/late-strings';
import { errorText } from '@/config/strings';
import type { Collection, GrailDocument } from '@/types/api';
import styles from '@/features/documents/CollectionsDialog.module.css';

const ShareDialog = lazy(() => import('@/features/documents/ShareDialog'));

interface CollectionsDialogProps {
  /** Shows the documents of a collection in the list. */
  onShow: (collectionId: string) => void;
  /** Opens a document of another's collection. */
  onOpen: (document: GrailDocument) => void;
  /** The next question searches this collection. */
  onAsk: (collectionId: string) => void;
  onClose: () => void;
}

type Editing = Collection | 'new' | null;

/** The person's collections: to make, show, ask, share, rename and delete; and those that others share. */
export default function CollectionsDialog({ onShow, onOpen, onAsk, onClose }: CollectionsDialogProps) {
  const collections = useCollections();
  const actions = useCollectionActions();
  const [editing, setEditing] = useState<Editing>(null);
  const [sharing, setSharing] = useState<Collection | null>(null);
  const client = useQueryClient();
  // Others share, and end it, while the page is open.
  useEffect(() => {
    void client.invalidateQueries({ queryKey: INVITATIONS });
    void client.invalidateQueries({ queryKey: [...COLLECTIONS, 'shared'] });
  }, [client]);
  const leave = <T,>(go: (to: T) => void, to: T) => {
    onClose();
    go(to);
  };
  const menuOf = (collection: Collection): MenuAction[] => [
    {
      label: t.collections.ask,
      icon: 'send',
      disabled: collection.documents === 0,
      run: () => leave(onAsk, collection.id),
    },
    { label: t.sharing.share, icon: 'user', run: () => setSharing(collection) },
    { label: t.documents.rename, icon: 'edit', run: () => setEditing(collection) },
    { label: t.documents.delete, icon: 'trash', danger: true, run: () => actions.remove(collection) },
  ];

  return (
    <Dialog title={t.collections.title} onClose={onClose}>
      <div className={styles.body}>
        <Invitations />
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
                  <small>
                    {[t.documents.count(collection.documents), collection.grants > 0 && t.sharing.isShared]
                      .filter(Boolean)
                      .join(' · ')}
                  </small>
                </button>
                <Menu label={t.documents.actions(collection.name)} actions={menuOf(collection)} />
              </li>
            ))}
          </ul>
        )}
        <SharedCollections
          onAsk={({ id }) => leave(onAsk, id)}
          onShare={setSharing}
          onOpen={(document) => leave(onOpen, document)}
        />
      </div>
      <Suspense fallback={null}>
        {sharing && <ShareDialog collection={sharing} onClose={() => setSharing(null)} />}
      </Suspense>
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
