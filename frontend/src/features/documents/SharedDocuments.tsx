import { listCollected } from '@/features/documents/collections-api';
import { COLLECTED } from '@/features/documents/use-collections';
import { Dialog } from '@/components/Dialog';
import { FileGlyph } from '@/components/FileGlyph';
import { Notice } from '@/components/Notice';
import { Spinner } from '@/components/Spinner';
import { t } from '@/config/late-strings';
import { errorText } from '@/config/strings';
import { useServices } from '@/lib/services';
import { useAllPages, usePaged } from '@/lib/use-paged';
import type { Collection, GrailDocument } from '@/types/api';
import styles from '@/features/documents/Sharing.module.css';

interface SharedDocumentsProps {
  collection: Collection;
  onOpen: (document: GrailDocument) => void;
  onClose: () => void;
}

/** The documents of another's collection, to be read. */
export function SharedDocuments({ collection, onOpen, onClose }: SharedDocumentsProps) {
  const { api } = useServices();
  const documents = usePaged([COLLECTED, collection.id], (cursor) =>
    listCollected(api, collection.id, cursor),
  );
  useAllPages(documents, true);
  return (
    <Dialog title={collection.name} onClose={onClose}>
      <div className={styles.body}>
        {documents.isPending && <Spinner label={t.app.loading} />}
        {documents.isError && <Notice>{errorText(documents.error)}</Notice>}
        {documents.isSuccess && !documents.hasNextPage && documents.items.length === 0 && (
          <p className={styles.none}>{t.documents.empty}</p>
        )}
        <ul className={styles.list}>
          {documents.items.map((document) => (
            <li key={document.id} data-testid="shared-document">
              <button
                type="button"
                className={styles.open}
                disabled={document.status !== 'ready'}
                onClick={() => onOpen(document)}
              >
                <FileGlyph small name={document.filename} />
                <span dir="auto">{document.filename}</span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}
