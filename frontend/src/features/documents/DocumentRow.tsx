import { memo, useRef, useState } from 'react';
import { acceptAttribute, extensionOf } from '@/lib/check-file';
import { isBusy } from '@/features/documents/documents-cache';
import { DocumentState } from '@/features/documents/DocumentState';
import { useAddFiles, useUploadQueue } from '@/features/documents/upload-context';
import type { Upload } from '@/features/documents/upload-queue';
import { parseTags, useDocumentActions } from '@/features/documents/use-document-actions';
import { IconButton } from '@/components/Button';
import { FileGlyph } from '@/components/FileGlyph';
import { FileName } from '@/components/FileName';
import { Menu, type MenuAction } from '@/components/Menu';
import { PromptDialog } from '@/components/PromptDialog';
import { t, useLanguage } from '@/config/strings';
import { carryDocument } from '@/lib/carried-document';
import { bylineOf, noteOf } from '@/lib/profile';
import type { GrailDocument } from '@/types/api';
import styles from '@/features/documents/DocumentRow.module.css';

interface DocumentRowProps {
  document: GrailDocument;
  upload: Upload | undefined;
  /** Whether another document bears the same name, so that the folder tells them apart. */
  withFolder: boolean;
  selected: boolean;
  /** Whether any document is selected. */
  selecting: boolean;
  /** With `range` all between the one selected last and this one. */
  onSelect: (documentId: string, range: boolean) => void;
  onOpen: (document: GrailDocument) => void;
  onAsk: (document: GrailDocument) => void;
  onTag: (tag: string) => void;
}

type Editing = 'name' | 'tags' | null;

export const DocumentRow = memo(function DocumentRow({
  document,
  upload,
  withFolder,
  selected,
  selecting,
  onSelect,
  onOpen,
  onAsk,
  onTag,
}: DocumentRowProps) {
  useLanguage();
  const actions = useDocumentActions(document);
  const [editing, setEditing] = useState<Editing>(null);
  const replacement = useRef<HTMLInputElement>(null);
  const ready = document.status === 'ready';
  // Why others wait is said once, above the list.
  const settled = !isBusy(document);

  const menu: MenuAction[] = [
    { label: t.documents.ask, icon: 'send', run: () => onAsk(document), disabled: !ready },
    { label: t.selection.one, icon: 'check', run: () => onSelect(document.id, false) },
    { label: t.documents.rename, icon: 'edit', run: () => setEditing('name') },
    { label: t.documents.tags, icon: 'tag', run: () => setEditing('tags') },
    {
      label: t.documents.replace,
      icon: 'upload',
      run: () => replacement.current?.click(),
      disabled: document.status === 'deleting',
    },
    { label: t.documents.delete, icon: 'trash', run: actions.remove, danger: true },
  ];

  return (
    <li
      className={styles.row}
      data-testid="document-row"
      data-document-id={document.id}
      data-status={document.status}
      data-selected={selected}
      draggable={ready}
      onDragStart={(event) => carryDocument(event.dataTransfer, document)}
    >
      <label className={styles.glyph} data-any={selecting}>
        <FileGlyph
          name={document.filename}
          busy={!settled && document.status !== 'queued' && document.status !== 'uploading'}
        />
        <input
          type="checkbox"
          checked={selected}
          aria-label={t.selection.select(document.filename)}
          onChange={(event) => onSelect(document.id, (event.nativeEvent as MouseEvent).shiftKey)}
        />
      </label>
      <div className={styles.main}>
        <button
          type="button"
          className={styles.name}
          dir="auto"
          aria-label={document.filename}
          title={[document.folder, document.filename].filter(Boolean).join('/')}
          disabled={!ready}
          onClick={() => onOpen(document)}
        >
          <FileName name={document.filename} />
        </button>
        {withFolder && document.folder && (
          <p className={styles.byline} dir="auto">
            {t.documents.inFolder(document.folder)}
          </p>
        )}
        {ready && <Byline document={document} />}
        <DocumentState document={document} upload={upload} onRetry={() => void actions.retry()} />
        {document.note && !upload && settled && <p className={styles.note}>{noteOf(document)}</p>}
        {document.tags.length > 0 && <Tags tags={document.tags} onTag={onTag} />}
      </div>
      {upload?.state === 'sending' ? (
        <CancelUpload upload={upload} />
      ) : (
        <Menu label={t.documents.actions(document.filename)} actions={menu} />
      )}
      <ReplacementInput ref={replacement} document={document} />
      {editing === 'name' && (
        <PromptDialog
          title={t.documents.rename}
          label={t.documents.renameLabel}
          value={document.filename}
          onSubmit={(name) => void actions.rename(name)}
          onClose={() => setEditing(null)}
        />
      )}
      {editing === 'tags' && (
        <PromptDialog
          title={t.documents.tags}
          label={t.documents.tagsLabel}
          value={document.tags.join(', ')}
          optional
          onSubmit={(text) => void actions.setTags(parseTags(text))}
          onClose={() => setEditing(null)}
        />
      )}
    </li>
  );
});

function Byline({ document }: { document: GrailDocument }) {
  const text = bylineOf(document);
  return (
    text && (
      <p className={styles.byline} dir="auto">
        {text}
      </p>
    )
  );
}

function CancelUpload({ upload }: { upload: Upload }) {
  const queue = useUploadQueue();
  return (
    <IconButton
      small
      icon="close"
      label={t.documents.cancelUpload(upload.file.name)}
      onClick={() => queue.cancel(upload.key)}
    />
  );
}

function Tags({ tags, onTag }: { tags: readonly string[]; onTag: (tag: string) => void }) {
  return (
    <ul className={styles.tags}>
      {tags.map((tag) => (
        <li key={tag}>
          <button type="button" onClick={() => onTag(tag)}>
            {tag}
          </button>
        </li>
      ))}
    </ul>
  );
}

function ReplacementInput({ ref, document }: { ref: React.Ref<HTMLInputElement>; document: GrailDocument }) {
  const addFiles = useAddFiles();
  const extension = extensionOf(document.filename);
  return (
    <input
      ref={ref}
      type="file"
      hidden
      tabIndex={-1}
      aria-label={t.documents.replace}
      accept={acceptAttribute({ extensions: [extension], max_bytes: 0 })}
      onChange={(event) => {
        addFiles([...(event.target.files ?? [])].slice(0, 1), { replaces: document.id });
        event.target.value = '';
      }}
    />
  );
}
