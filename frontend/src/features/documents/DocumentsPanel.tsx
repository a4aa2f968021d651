/** The list of documents with what is still being uploaded above it. */
import { useState } from 'react';
import { extensionList, kindsOf } from '@/features/documents/check-file';
import { DocumentRow } from '@/features/documents/DocumentRow';
import { InsideSearch } from '@/features/documents/InsideSearch';
import { IngestTray } from '@/features/documents/IngestTray';
import { sharedNames } from '@/features/documents/known-files';
import { UploadRow } from '@/features/documents/UploadRow';
import { tagsOf, useDocuments } from '@/features/documents/documents-cache';
import { useHidden } from '@/features/documents/use-document-actions';
import { useUploads } from '@/features/documents/upload-context';
import { isOffline } from '@/lib/api-client';
import { useAllPages } from '@/lib/use-paged';
import { Button, IconButton } from '@/components/Button';
import { Icon } from '@/components/Icon';
import { Notice } from '@/components/Notice';
import { Spinner } from '@/components/Spinner';
import { errorText, t } from '@/config/strings';
import { useServices } from '@/lib/services';
import type { GrailDocument, Passage } from '@/types/api';
import styles from '@/features/documents/DocumentsPanel.module.css';

interface DocumentsPanelProps {
  onOpen: (document: GrailDocument) => void;
  onPassage: (passage: Passage) => void;
  onAsk: (document: GrailDocument) => void;
  onPickFiles: () => void;
  onPickFolder: () => void;
  onClose: () => void;
}

export function DocumentsPanel(props: DocumentsPanelProps) {
  const list = useDocuments();
  const uploads = useUploads();
  const hidden = useHidden();
  const [filter, setFilter] = useState('');
  const [tag, setTag] = useState('');
  const [inside, setInside] = useState<string | null>(null);
  const all = list.items.filter((document) => !hidden.has(document.id) && document.status !== 'deleting');
  useAllPages(list, filter !== '' || tag !== '' || all.length === 0);
  const shown = all.filter(
    (document) =>
      document.filename.toLowerCase().includes(filter.trim().toLowerCase()) &&
      (tag === '' || document.tags.includes(tag)),
  );
  const shared = sharedNames(all);
  const byDocument = new Map(uploads.map((upload) => [upload.documentId, upload]));
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
      {all.length > 0 && (
        <Filters
          filter={filter}
          onFilter={(words) => {
            setFilter(words);
            if (words === '') setInside(null);
          }}
          onSubmit={() => filter.trim() && setInside(filter.trim())}
          tag={tag}
          onTag={setTag}
          tags={tagsOf(all)}
        />
      )}
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
          <ul className={styles.list} aria-label={t.documents.title}>
            {shown.map((document) => (
              <DocumentRow
                key={document.id}
                document={document}
                withFolder={shared.has(document.filename)}
                upload={byDocument.get(document.id)}
                onOpen={props.onOpen}
                onAsk={props.onAsk}
                onTag={setTag}
              />
            ))}
          </ul>
        )}
        {list.isSuccess && !list.hasNextPage && all.length === 0 && loose.length === 0 && (
          <Empty onPickFiles={props.onPickFiles} />
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
    </section>
  );
}

interface FiltersProps {
  filter: string;
  onFilter: (filter: string) => void;
  onSubmit: () => void;
  tag: string;
  onTag: (tag: string) => void;
  tags: string[];
}

function Filters({ filter, onFilter, onSubmit, tag, onTag, tags }: FiltersProps) {
  return (
    <form
      className={styles.filters}
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <input
        type="search"
        dir="auto"
        value={filter}
        placeholder={t.documents.filter}
        aria-label={t.documents.filter}
        onChange={(event) => onFilter(event.target.value)}
      />
      {(tags.length > 0 || tag !== '') && (
        <select value={tag} aria-label={t.documents.allTags} onChange={(event) => onTag(event.target.value)}>
          <option value="">{t.documents.allTags}</option>
          {tags.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      )}
    </form>
  );
}

function Empty({ onPickFiles }: { onPickFiles: () => void }) {
  const { upload } = useServices().config;
  return (
    <button type="button" className={styles.empty} onClick={onPickFiles}>
      <Icon name="upload" size={28} />
      <strong>{t.documents.empty}</strong>
      <span>{t.documents.emptyHint}</span>
      <small title={extensionList(upload)}>{t.documents.dropHint(kindsOf(upload), upload.max_bytes)}</small>
    </button>
  );
}
