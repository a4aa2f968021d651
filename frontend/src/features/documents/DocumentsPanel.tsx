/** The list of documents with what is still being uploaded above it. */
import { Suspense, lazy, useState } from 'react';
import { DocumentFilters } from '@/features/documents/DocumentFilters';
import { DocumentList } from '@/features/documents/DocumentList';
import { InsideSearch } from '@/features/documents/InsideSearch';
import { IngestTray } from '@/features/documents/IngestTray';
import { QuotaLine } from '@/features/documents/QuotaLine';
import { UploadRow } from '@/features/documents/UploadRow';
import { tagsOf } from '@/features/documents/documents-cache';
import { useInvitations, useShared } from '@/features/documents/use-collections';
import { useSelection } from '@/features/documents/use-selection';
import { useShownDocuments } from '@/features/documents/use-shown-documents';
import { useUploads } from '@/features/documents/upload-context';
import { isOffline } from '@/lib/api-client';
import { Button, IconButton } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { Spinner } from '@/components/Spinner';
import { errorText, t } from '@/config/strings';
import type { GrailDocument, Passage } from '@/types/api';
import styles from '@/features/documents/DocumentsPanel.module.css';

const CollectionsDialog = lazy(() => import('@/features/documents/CollectionsDialog'));
const SelectionBar = lazy(() => import('@/features/documents/SelectionBar'));

interface DocumentsPanelProps {
  onOpen: (document: GrailDocument) => void;
  onPassage: (passage: Passage) => void;
  onAsk: (documentIds: readonly string[]) => void;
  onAskWithin: (collectionId: string) => void;
  onPickFiles: () => void;
  onPickFolder: () => void;
  onSources: () => void;
  onClose: () => void;
}

export function DocumentsPanel(props: DocumentsPanelProps) {
  const { list, all, shown, filters } = useShownDocuments();
  const { words, tag, collection, collections } = filters;
  const uploads = useUploads();
  const shared = useShared();
  const invited = (useInvitations().data ?? []).length > 0;
  const [managing, setManaging] = useState(false);
  const [inside, setInside] = useState<string | null>(null);
  const selection = useSelection(shown);
  // Once a document stands for an upload, its row shows the upload's progress.
  const loose = uploads.filter((upload) => !all.some((document) => document.id === upload.documentId));
  const onWords = (typed: string) => {
    filters.onWords(typed);
    if (typed === '') setInside(null);
  };

  return (
    <section className={styles.panel} aria-label={t.documents.title}>
      <header className={styles.head}>
        <h2>{t.documents.title}</h2>
        <IconButton icon="folder" label={t.documents.addFolder} onClick={props.onPickFolder} />
        <Button small icon="plus" aria-label={t.documents.add} onClick={props.onPickFiles}>
          {t.documents.addShort}
        </Button>
        <IconButton icon="close" label={t.layout.closePanel} onClick={props.onClose} />
      </header>
      <IngestTray />
      {(invited || [all, collections, shared.items].some((items) => items.length > 0)) && (
        <DocumentFilters
          filters={{ ...filters, onWords }}
          tags={tagsOf(all)}
          invited={invited}
          onSubmit={() => words.trim() && setInside(words.trim())}
          onManage={() => setManaging(true)}
          onSources={props.onSources}
        />
      )}
      <Suspense fallback={null}>
        {selection.chosen.length > 0 && (
          <SelectionBar
            chosen={selection.chosen}
            collection={collection}
            shown={shown.length}
            onAll={selection.all}
            onAsk={props.onAsk}
            onClear={selection.clear}
          />
        )}
      </Suspense>
      <div className={styles.scroll}>
        {list.isError && !(isOffline(list.error) && all.length > 0) && (
          <Notice onRetry={() => void list.refetch()}>
            {t.documents.loadFailed} {errorText(list.error)}
          </Notice>
        )}
        {all.length > 0 && (
          <InsideSearch
            typed={words}
            words={inside}
            tag={tag}
            onSearch={setInside}
            onPassage={props.onPassage}
          />
        )}
        {(list.isPending || (all.length === 0 && list.hasNextPage && !list.isError)) && (
          <Spinner label={t.app.loading} />
        )}
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
            selection={selection}
            onOpen={props.onOpen}
            onAsk={(document) => props.onAsk([document.id])}
            onTag={filters.onTag}
          />
        )}
        {list.isSuccess && !list.hasNextPage && all.length === 0 && loose.length === 0 && (
          <div className={styles.none}>
            <p>{t.documents.empty}</p>
            {collections.length === 0 && !invited && (
              <Button small icon="globe" data-testid="open-sources" onClick={props.onSources}>
                {t.documents.webSources}
              </Button>
            )}
          </div>
        )}
        {all.length > 0 && !list.hasNextPage && shown.length === 0 && inside === null && (
          <p className={styles.none}>{t.documents.noMatch}</p>
        )}
        {list.hasNextPage && (
          <Button small disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t.app.loadMore}
          </Button>
        )}
      </div>
      <Suspense fallback={null}>
        {managing && (
          <CollectionsDialog
            onShow={filters.onCollection}
            onOpen={props.onOpen}
            onAsk={props.onAskWithin}
            onClose={() => setManaging(false)}
          />
        )}
      </Suspense>
      {list.isSuccess && <QuotaLine documents={all.length} uploading={uploads.length > 0} />}
    </section>
  );
}
