/** What narrows and orders the list of documents, and leads to collections and web sources. */
import type { Arrangement } from '@/features/documents/arrange';
import { ArrangeMenu } from '@/features/documents/ArrangeMenu';
import { IconButton } from '@/components/Button';
import { t } from '@/config/strings';
import type { Collection } from '@/types/api';
import styles from '@/features/documents/DocumentsPanel.module.css';

interface DocumentFiltersProps {
  filter: string;
  onFilter: (filter: string) => void;
  onSubmit: () => void;
  tag: string;
  onTag: (tag: string) => void;
  tags: string[];
  collection: string;
  onCollection: (collectionId: string) => void;
  onManage: () => void;
  onSources: () => void;
  collections: readonly Collection[];
  /** Whether somebody has invited the person to a collection. */
  invited: boolean;
  arrangement: Arrangement;
  onArrange: (arrangement: Arrangement) => void;
}

export function DocumentFilters({
  filter,
  onFilter,
  onSubmit,
  tag,
  onTag,
  tags,
  ...others
}: DocumentFiltersProps) {
  const { collection, onCollection, onManage, onSources, collections, invited, ...arranging } = others;
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
      {collections.length > 0 && (
        <select
          value={collection}
          aria-label={t.collections.title}
          onChange={(event) => onCollection(event.target.value)}
        >
          <option value="">{t.collections.all}</option>
          {collections.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
      <IconButton
        icon="layers"
        label={invited ? t.collections.invited : t.collections.title}
        data-testid="open-collections"
        data-news={invited || undefined}
        onClick={onManage}
      />
      <IconButton
        icon="globe"
        label={t.documents.webSources}
        data-testid="open-sources"
        onClick={onSources}
      />
      <ArrangeMenu {...arranging} />
    </form>
  );
}
