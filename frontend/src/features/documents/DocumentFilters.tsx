/** What narrows and orders the list of documents, and leads to collections and web sources. */
import { ArrangeMenu } from '@/features/documents/ArrangeMenu';
import type { Filters } from '@/features/documents/use-shown-documents';
import { IconButton } from '@/components/Button';
import { t } from '@/config/strings';
import styles from '@/features/documents/DocumentsPanel.module.css';

interface DocumentFiltersProps {
  filters: Filters;
  tags: readonly string[];
  /** Whether somebody has invited the person to a collection. */
  invited: boolean;
  onSubmit: () => void;
  onManage: () => void;
  onSources: () => void;
}

export function DocumentFilters({ filters, tags, invited, ...on }: DocumentFiltersProps) {
  const { words, tag, collection, collections, arrangement } = filters;
  return (
    <form
      className={styles.filters}
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        on.onSubmit();
      }}
    >
      <input
        type="search"
        dir="auto"
        value={words}
        placeholder={t.documents.filter}
        aria-label={t.documents.filter}
        onChange={(event) => filters.onWords(event.target.value)}
      />
      {(tags.length > 0 || tag !== '') && (
        <select
          value={tag}
          aria-label={t.documents.allTags}
          onChange={(event) => filters.onTag(event.target.value)}
        >
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
          onChange={(event) => filters.onCollection(event.target.value)}
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
        onClick={on.onManage}
      />
      <IconButton
        icon="globe"
        label={t.documents.webSources}
        data-testid="open-sources"
        onClick={on.onSources}
      />
      <ArrangeMenu arrangement={arrangement} onArrange={filters.onArrange} />
    </form>
  );
}
