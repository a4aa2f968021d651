import { useQuery } from '@tanstack/react-query';
import { searchInside } from '@/features/documents/documents-api';
import { FoundText } from '@/components/FoundText';
import { Button, IconButton } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { Spinner } from '@/components/Spinner';
import { errorText, t } from '@/config/strings';
import { hitsOf } from '@/lib/found-text';
import { useServices } from '@/lib/services';
import type { Passage } from '@/types/api';
import styles from '@/features/documents/InsideSearch.module.css';

interface InsideSearchProps {
  /** The text in the filter field now. */
  typed: string;
  /** The query of the search; null before the first search. */
  words: string | null;
  tag: string;
  onSearch: (words: string | null) => void;
  onPassage: (passage: Passage) => void;
}

/** Offers to look for the filter's words inside the documents, and shows the passages found. */
export function InsideSearch({ typed, words, tag, onSearch, onPassage }: InsideSearchProps) {
  const query = typed.trim();
  if (words === null) {
    return query === '' ? null : (
      <Button small kind="quiet" icon="search" onClick={() => onSearch(query)}>
        {t.documents.searchInside(query)}
      </Button>
    );
  }
  return <Hits words={words} tag={tag} onClose={() => onSearch(null)} onPassage={onPassage} />;
}

interface HitsProps {
  words: string;
  tag: string;
  onClose: () => void;
  onPassage: (passage: Passage) => void;
}

function Hits({ words, tag, onClose, onPassage }: HitsProps) {
  const { api } = useServices();
  const search = useQuery({
    queryKey: ['inside', words, tag],
    queryFn: async () => hitsOf(await searchInside(api, words, tag), words),
    staleTime: 60_000,
  });
  return (
    <section className={styles.hits} aria-label={t.documents.foundInside(words)}>
      <header className={styles.head}>
        <h3>{t.documents.foundInside(words)}</h3>
        <IconButton small icon="close" label={t.app.close} onClick={onClose} />
      </header>
      {search.isPending && <Spinner label={t.app.loading} />}
      {search.isError && <Notice onRetry={() => void search.refetch()}>{errorText(search.error)}</Notice>}
      {search.isSuccess && (
        <p role="status" className={styles.count}>
          {t.documents.searchHits(search.data.length, search.data.filter(({ found }) => found.exact).length)}
        </p>
      )}
      <ol>
        {search.data?.map(({ passage, found }) => (
          <li key={passage.id}>
            <button
              type="button"
              className={styles.passage}
              data-testid="inside-passage"
              onClick={() => onPassage(passage)}
            >
              <b dir="auto">
                {passage.filename}
                {passage.page !== null && `, ${t.chat.page(passage.page)}`}
              </b>
              <FoundText found={found} />
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
