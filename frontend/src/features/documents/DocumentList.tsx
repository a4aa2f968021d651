import { useState } from 'react';
import { firstOf, grouped, sorted, type Arrangement } from '@/features/documents/arrange';
import { DocumentRow } from '@/features/documents/DocumentRow';
import { sharedNames } from '@/features/documents/known-files';
import { useUploads } from '@/features/documents/upload-context';
import type { useSelection } from '@/features/documents/use-selection';
import { Button } from '@/components/Button';
import { t } from '@/config/strings';
import type { GrailDocument } from '@/types/api';
import styles from '@/features/documents/DocumentsPanel.module.css';

interface DocumentListProps {
  documents: readonly GrailDocument[];
  arrangement: Arrangement;
  selection: ReturnType<typeof useSelection>;
  onOpen: (document: GrailDocument) => void;
  onAsk: (document: GrailDocument) => void;
  onTag: (tag: string) => void;
}

/** Number of documents drawn at first, and added by each click: a thousand rows would cost memory and time. */
const WINDOW = 100;

export function DocumentList({ documents, arrangement, selection, ...actions }: DocumentListProps) {
  const uploads = useUploads();
  const [limit, setLimit] = useState(WINDOW);
  const shared = sharedNames(documents);
  const byDocument = new Map(uploads.map((upload) => [upload.documentId, upload]));
  const groups = grouped(sorted(documents, arrangement.sort), arrangement.group);
  const all = groups.reduce((sum, group) => sum + group.documents.length, 0);
  return (
    <>
      {firstOf(groups, limit).map((group) => (
        <section key={group.name} className={styles.group}>
          {group.name && (
            <h3 className={styles.groupName} dir="auto">
              {group.name}
            </h3>
          )}
          <ul className={styles.list} aria-label={group.name || t.documents.title}>
            {group.documents.map((document) => (
              <DocumentRow
                key={document.id}
                document={document}
                withFolder={shared.has(document.filename) && arrangement.group !== 'folder'}
                upload={byDocument.get(document.id)}
                selected={selection.has(document.id)}
                selecting={selection.chosen.length > 0}
                onSelect={selection.toggle}
                {...actions}
              />
            ))}
          </ul>
        </section>
      ))}
      {all > limit && (
        <Button small onClick={() => setLimit(limit + WINDOW)}>
          {t.app.loadMore}
        </Button>
      )}
    </>
  );
}
