import { useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { takeOut } from '@/features/documents/documents-api';
import { renewCollected } from '@/features/documents/documents-cache';
import { IconButton } from '@/components/Button';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { FileGlyph } from '@/components/FileGlyph';
import { Notice } from '@/components/Notice';
import { t } from '@/config/late-strings';
import { errorText, problemText } from '@/config/strings';
import { useServices } from '@/lib/services';
import type { Collection, GrailDocument } from '@/types/api';
import styles from '@/features/documents/Sharing.module.css';

interface SharedDocumentProps {
  document: GrailDocument;
  collection: Collection;
  onOpen: () => void;
}

/** How far a document is that is not ready, and that the person has added it. */
function factsOf({ status, failure, added_by: addedBy }: GrailDocument): string {
  const state = failure ? problemText(failure) : t.documents.status[status];
  return [status !== 'ready' && state, addedBy && t.sharing.addedByYou].filter(Boolean).join(' · ');
}

/** A document of another's collection: to open, and to take out for who has added it. */
export function SharedDocument({ document, collection, onOpen }: SharedDocumentProps) {
  const { id, filename, status, added_by: addedBy } = document;
  const { api } = useServices();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const taking = useMutation({
    mutationFn: () => takeOut(api, collection.id, id),
    onSettled: () => renewCollected(client, collection.id),
  });
  const facts = factsOf(document);
  return (
    <li data-testid="shared-document" data-status={status}>
      <button type="button" className={styles.open} disabled={status !== 'ready'} onClick={onOpen}>
        <FileGlyph small name={filename} />
        <span className={styles.who}>
          <span dir="auto">{filename}</span>
          {facts && <small>{facts}</small>}
        </span>
      </button>
      {collection.role !== 'viewer' && addedBy && (
        <IconButton
          small
          icon="close"
          label={t.sharing.takeOutOf(filename)}
          disabled={taking.isPending}
          onClick={() => setAsking(true)}
        />
      )}
      {taking.isError && <Notice>{errorText(taking.error)}</Notice>}
      {asking && (
        <ConfirmDialog
          danger
          title={t.sharing.takeOutOf(filename)}
          text={t.sharing.takeOutText}
          confirm={t.sharing.takeOut}
          onConfirm={() => taking.mutate()}
          onClose={() => setAsking(false)}
        />
      )}
    </li>
  );
}
