/** The documents that the filters leave, what is still being uploaded above them, or why there is nothing. */
import type { ReactNode } from 'react';
import { DocumentList } from '@/features/documents/DocumentList';
import type { Upload } from '@/features/documents/upload-queue';
import { UploadRow } from '@/features/documents/UploadRow';
import type { useSelection } from '@/features/documents/use-selection';
import type { useShownDocuments } from '@/features/documents/use-shown-documents';
import { isOffline } from '@/lib/api-client';
import { Button } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { Spinner } from '@/components/Spinner';
import { errorText, t } from '@/config/strings';
import type { GrailDocument } from '@/types/api';
import styles from '@/features/documents/DocumentsPanel.module.css';

type Listed = ReturnType<typeof useShownDocuments>;

interface ListedDocumentsProps {
  listed: Listed;
  uploads: readonly Upload[];
  selection: ReturnType<typeof useSelection>;
  /** Whether the person has nothing else yet. */
  begins: boolean;
  /** Whether what documents say is searched. */
  isSearched: boolean;
  onOpen: (document: GrailDocument) => void;
  onAsk: (documentIds: readonly string[]) => void;
  onSources: () => void;
  /** Stands above the list. */
  children: ReactNode;
}

export function ListedDocuments({ listed, uploads, children, ...props }: ListedDocumentsProps) {
  const { list, all, shown, filters } = listed;
  // Once a document stands for an upload, its row shows the upload's progress.
  const loose = uploads.filter((upload) => !all.some((document) => document.id === upload.documentId));
  const isEmpty = list.isSuccess && !list.hasNextPage && all.length === 0 && loose.length === 0;
  return (
    <div className={styles.scroll}>
      <Reading {...listed} />
      {children}
      {loose.length > 0 && (
        <ul className={styles.list} aria-label={t.documents.uploadsLabel}>
          {loose.map((upload) => (
            <UploadRow key={upload.key} upload={upload} />
          ))}
        </ul>
      )}
      {shown.length > 0 && (
        <DocumentList
          documents={shown}
          arrangement={filters.arrangement}
          selection={props.selection}
          onOpen={props.onOpen}
          onAsk={(document) => props.onAsk([document.id])}
          onTag={filters.onTag}
        />
      )}
      {isEmpty && <Nothing {...props} />}
      {all.length > 0 && !list.hasNextPage && shown.length === 0 && !props.isSearched && (
        <p className={styles.none}>{t.documents.noMatch}</p>
      )}
      {list.hasNextPage && (
        <Button small disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t.app.loadMore}
        </Button>
      )}
    </div>
  );
}

/** That the list is read, or why it is not. */
function Reading({ list, all }: Listed) {
  return (
    <>
      {list.isError && !(isOffline(list.error) && all.length > 0) && (
        <Notice onRetry={() => void list.refetch()}>
          {t.documents.loadFailed} {errorText(list.error)}
        </Notice>
      )}
      {(list.isPending || (all.length === 0 && list.hasNextPage && !list.isError)) && (
        <Spinner label={t.app.loading} />
      )}
    </>
  );
}

function Nothing({ begins, onSources }: Pick<ListedDocumentsProps, 'begins' | 'onSources'>) {
  return (
    <div className={styles.none}>
      <p>{t.documents.empty}</p>
      {begins && (
        <Button small icon="globe" data-testid="open-sources" onClick={onSources}>
          {t.documents.webSources}
        </Button>
      )}
    </div>
  );
}
