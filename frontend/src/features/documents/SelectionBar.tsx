import { useState } from 'react';
import { LONGEST_NAME, useCollectionActions } from '@/features/documents/use-collection-actions';
import { useCollections } from '@/features/documents/use-collections';
import { useBulkActions } from '@/features/documents/use-bulk-actions';
import { parseTags } from '@/features/documents/use-document-actions';
import { Button, IconButton } from '@/components/Button';
import { PromptDialog } from '@/components/PromptDialog';
import { t } from '@/config/strings';
import type { GrailDocument } from '@/types/api';
import styles from '@/features/documents/SelectionBar.module.css';

interface SelectionBarProps {
  chosen: readonly GrailDocument[];
  /** The id of the collection that the list shows, empty for none. */
  collection: string;
  /** Number of documents that the list shows. */
  shown: number;
  onAll: () => void;
  onAsk: (documentIds: readonly string[]) => void;
  onClear: () => void;
}

/** What can be done with the documents that are selected. */
export default function SelectionBar({
  chosen,
  collection,
  shown,
  onAll,
  onAsk,
  onClear,
}: SelectionBarProps) {
  const actions = useBulkActions();
  const collections = useCollections();
  const collecting = useCollectionActions();
  const [asking, setAsking] = useState<'tags' | 'collection' | null>(null);
  const ids = chosen.map(({ id }) => id);
  const ready = chosen.filter(({ status }) => status === 'ready').map(({ id }) => id);
  return (
    <div className={styles.bar} role="toolbar" aria-label={t.selection.title} data-testid="selection">
      <p className={styles.count} role="status">
        {t.selection.selected(chosen.length)}
      </p>
      {chosen.length < shown && (
        <Button small kind="quiet" onClick={onAll}>
          {t.selection.all}
        </Button>
      )}
      <IconButton small icon="close" label={t.selection.none} onClick={onClear} />
      <div className={styles.actions}>
        <Button small icon="send" disabled={ready.length === 0} onClick={() => onAsk(ready)}>
          {t.selection.ask}
        </Button>
        <Button small icon="tag" onClick={() => setAsking('tags')}>
          {t.selection.tag}
        </Button>
        <Button small icon="layers" onClick={() => setAsking('collection')}>
          {t.collections.put}
        </Button>
        {collection !== '' && (
          <Button
            small
            icon="minus"
            onClick={() => {
              void collecting.takeOut(collection, ids);
              onClear();
            }}
          >
            {t.collections.takeOut}
          </Button>
        )}
        <Button
          small
          kind="danger"
          icon="trash"
          onClick={() => {
            actions.remove(chosen);
            onClear();
          }}
        >
          {t.documents.delete}
        </Button>
      </div>
      {asking === 'collection' && (
        <PromptDialog
          title={t.collections.put}
          label={t.collections.which}
          value=""
          longest={LONGEST_NAME}
          suggestions={[...new Set(collections.items.map(({ name }) => name))]}
          onSubmit={(name) => void collecting.collect(collections.items, name, ids)}
          onClose={() => setAsking(null)}
        />
      )}
      {asking === 'tags' && (
        <PromptDialog
          title={t.selection.tag}
          label={t.selection.tags}
          value=""
          onSubmit={(text) => void actions.addTags(chosen, parseTags(text))}
          onClose={() => setAsking(null)}
        />
      )}
    </div>
  );
}
