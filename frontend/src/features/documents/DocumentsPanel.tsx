/** The list of documents with what is still being uploaded above it. */
import { Suspense, lazy, useState } from 'react';
import { keepArrangement, readArrangement } from '@/features/documents/arrange';
import { DocumentFilters } from '@/features/documents/DocumentFilters';
import { DocumentList } from '@/features/documents/DocumentList';
import { InsideSearch } from '@/features/documents/InsideSearch';
import { IngestTray } from '@/features/documents/IngestTray';
import { QuotaLine } from '@/features/documents/QuotaLine';
import { UploadRow } from '@/features/documents/UploadRow';
import { tagsOf, useDocuments } from '@/features/documents/documents-cache';
import {
  useCollected,
  useCollections,
  useInvitations,
  useShared,
} from '@/features/documents/use-collections';
import { useSelection } from '@/features/documents/use-selection';
import { useHidden } from '@/features/documents/use-document-actions';
import { useUploads } from '@/features/documents/upload-context';
import { isOffline } from '@/lib/api-client';
import { useAllPages } from '@/lib/use-paged';
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
  const list = useDocuments();
  const uploads = useUploads();
  const hidden = useHidden();
  const [filter, setFilter] = useState('');
  const [tag, setTag] = useState('');
  const collections = useCollections();
  const shared = useShared();
  const invited = (useInvitations().data ?? []).length > 0;
  const [shownCollection, setCollection] = useState('');
  const collection = collections.items.some(({ id }) => id === shownCollection) ? shownCollection : '';
  const collected = useCollected(collection);
  const [managing, setManaging] = useState(false);
  const [inside, setInside] = useState<string | null>(null);
  const all = list.items.filter((document) => !hidden.has(document.id) && document.status !== 'deleting');
  const [arrangement, setArrangement] = useState(readArrangement);
  const whole = arrangement.sort !== 'newest' || arrangement.group !== 'none';
  useAllPages(list, filter !== '' || tag !== '' || collection !== '' || whole || all.length === 0);
  const shown = all.filter(
    (document) =>
      document.filename.toLowerCase().includes(filter.trim().toLowerCase()) &&
      (tag === '' || document.tags.includes(tag)) &&
      (collection === '' || (collected?.has(document.id) ?? false)),
  );
  const selection = useSelection(shown);
  // Once a document stands for an upload, its row shows the upload's progress.
  const loose = uploads.filter((upload) => !all.some((document) => document.id === upload.documentId));

  return (
    <section className={styles.panel} aria-label={t.documents.title}>
      <header className={styles.head}>
        <h2>{t.documents.title}</h2>
        <IconButton icon="folder" label={t.documents.addFolder} onClick={props.onPickFolder} />
        <Button small icon="plus" onClick={props.onPickFiles}>
          {t.documents.add}
        </Button>
        <IconButton icon="close" label={t.layout.closePanel} onClick={props.onClose} />
      </header>
      <IngestTray />
      {(invited || [all, collections.items, shared.items].some((items) => items.length > 0)) && (
        <DocumentFilters
          filter={filter}
          onFilter={(words) => {
            setFilter(words);
            if (words === '') setInside(null);
          }}
          onSubmit={() => filter.trim() && setInside(filter.trim())}
          tag={tag}
          onTag={setTag}
          tags={tagsOf(all)}
          collection={collection}
          onCollection={setCollection}
          onManage={() => setManaging(true)}
          onSources={props.onSources}
          collections={collections.items}
          invited={invited}
          arrangement={arrangement}
          onArrange={(next) => {
            setArrangement(next);
            keepArrangement(next);
          }}
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
            typed={filter}
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
            arrangement={arrangement}
            selection={selection}
            onOpen={props.onOpen}
            onAsk={(document) => props.onAsk([document.id])}
            onTag={setTag}
          />
        )}
        {list.isSuccess && !list.hasNextPage && all.length === 0 && loose.length === 0 && (
          <div className={styles.none}>
            <p>{t.documents.empty}</p>
            {collections.items.length === 0 && !invited && (
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
            onShow={setCollection}
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
