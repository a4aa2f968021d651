import { AddToShared } from '@/features/documents/AddToShared';
import { listCollected } from '@/features/documents/collections-api';
import { COLLECTED, isBusy } from '@/features/documents/documents-cache';
import { SharedDocument } from '@/features/documents/SharedDocument';
import { Dialog } from '@/components/Dialog';
import { Notice } from '@/components/Notice';
import { Spinner } from '@/components/Spinner';
import { t } from '@/config/late-strings';
import { errorText } from '@/config/strings';
import { useServices } from '@/lib/services';
import { useAllPages, usePaged } from '@/lib/use-paged';
import type { Collection, GrailDocument } from '@/types/api';
import styles from '@/features/documents/Sharing.module.css';

/** Milliseconds until the list is read again while a document is on its way: the socket tells its owner alone. */
const LOOK_AGAIN = 4_000;

interface SharedDocumentsProps {
  collection: Collection;
  onOpen: (document: GrailDocument) => void;
  onClose: () => void;
}

/** The documents of another's collection, to be read; who may add some adds them here. */
export function SharedDocuments({ collection, onOpen, onClose }: SharedDocumentsProps) {
  const { id, name, role } = collection;
  const { api } = useServices();
  const documents = usePaged([COLLECTED, id], (cursor) => listCollected(api, id, cursor), {
    refetchInterval: (items) => items.some(isBusy) && LOOK_AGAIN,
  });
  useAllPages(documents, true);
  return (
    <Dialog title={name} onClose={onClose}>
      <div className={styles.body}>
        {role !== 'viewer' && <AddToShared into={{ id, name }} />}
        {documents.isPending && <Spinner label={t.app.loading} />}
        {documents.isError && <Notice>{errorText(documents.error)}</Notice>}
        {documents.isSuccess && !documents.hasNextPage && documents.items.length === 0 && (
          <p className={styles.none}>{t.documents.empty}</p>
        )}
        <ul className={styles.list}>
          {documents.items.map((document) => (
            <SharedDocument
              key={document.id}
              document={document}
              collection={collection}
              onOpen={() => onOpen(document)}
            />
          ))}
        </ul>
      </div>
    </Dialog>
  );
}
