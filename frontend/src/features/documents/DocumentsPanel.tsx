/** The list of documents with what is still being uploaded above it. */
import { Suspense, lazy, useState } from 'react';
import { DocumentFilters } from '@/features/documents/DocumentFilters';
import { InsideSearch } from '@/features/documents/InsideSearch';
import { IngestTray } from '@/features/documents/IngestTray';
import { ListedDocuments } from '@/features/documents/ListedDocuments';
import { QuotaLine } from '@/features/documents/QuotaLine';
import { tagsOf } from '@/features/documents/documents-cache';
import { useInvitations, useShared } from '@/features/documents/use-collections';
import { useSelection } from '@/features/documents/use-selection';
import { useShownDocuments } from '@/features/documents/use-shown-documents';
import { useUploads } from '@/features/documents/upload-context';
import { Button, IconButton } from '@/components/Button';
import { t } from '@/config/strings';
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
  const listed = useShownDocuments();
  const { all, shown, filters } = listed;
  const { words, tag, collection, collections } = filters;
  const uploads = useUploads();
  const shared = useShared();
  const invited = (useInvitations().data ?? []).length > 0;
  const [managing, setManaging] = useState(false);
  const [inside, setInside] = useState<string | null>(null);
  const selection = useSelection(shown);
  const onWords = (typed: string) => {
    filters.onWords(typed);
    if (typed === '') setInside(null);
  };

  return (
    <section className={styles.panel} aria-label={t.documents.title}>
      <Head {...props} />
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
      <ListedDocuments
        listed={listed}
        uploads={uploads}
        selection={selection}
        begins={collections.length === 0 && !invited}
        isSearched={inside !== null}
        {...props}
      >
        {all.length > 0 && (
          <InsideSearch
            typed={words}
            words={inside}
            tag={tag}
            onSearch={setInside}
            onPassage={props.onPassage}
          />
        )}
      </ListedDocuments>
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
      {listed.list.isSuccess && <QuotaLine documents={all.length} uploading={uploads.length > 0} />}
    </section>
  );
}

function Head({ onPickFolder, onPickFiles, onClose }: DocumentsPanelProps) {
  return (
    <header className={styles.head}>
      <h2>{t.documents.title}</h2>
      <IconButton icon="folder" label={t.documents.addFolder} onClick={onPickFolder} />
      <Button small icon="plus" aria-label={t.documents.add} onClick={onPickFiles}>
        {t.documents.addShort}
      </Button>
      <IconButton icon="close" label={t.layout.closePanel} onClick={onClose} />
    </header>
  );
}
