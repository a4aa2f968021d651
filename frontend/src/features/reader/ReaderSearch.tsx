import { useState, type FormEvent } from 'react';
import { useMutation } from '@tanstack/react-query';
import { searchDocument } from '@/features/reader/reader-api';
import { targetOfHit, type ReaderTarget } from '@/features/reader/reader-target';
import { FoundText } from '@/components/FoundText';
import { IconButton } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { t } from '@/config/late-strings';
import { errorText } from '@/config/strings';
import { hitsOf, type Hit } from '@/lib/found-text';
import { useServices } from '@/lib/services';
import styles from '@/features/reader/ReaderSearch.module.css';

interface ReaderSearchProps {
  documentId: string;
  onFound: (target: ReaderTarget) => void;
}

function exactOf(hits: readonly Hit[]): number {
  return hits.filter(({ found }) => found.exact).length;
}

/** Finds passages inside one document. */
export function ReaderSearch({ documentId, onFound }: ReaderSearchProps) {
  const { api } = useServices();
  const [query, setQuery] = useState('');
  const search = useMutation({
    mutationFn: async (words: string) => hitsOf(await searchDocument(api, documentId, words), words),
    // What stands there as it was typed is what was meant.
    onSuccess: ([best]) => best?.found.exact && onFound(targetOfHit(best)),
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (query.trim()) search.mutate(query.trim());
  }

  function clear() {
    setQuery('');
    search.reset();
  }

  return (
    <div className={styles.search}>
      <form role="search" className={styles.form} onSubmit={submit}>
        <input
          type="search"
          dir="auto"
          value={query}
          placeholder={t.reader.search}
          aria-label={t.reader.search}
          onChange={(event) => setQuery(event.target.value)}
        />
        <IconButton small icon="search" type="submit" label={t.reader.search} disabled={search.isPending} />
        {search.data && <IconButton small icon="close" label={t.app.close} onClick={clear} />}
      </form>
      {search.isError && <Notice>{errorText(search.error)}</Notice>}
      {search.data && (
        <div className={styles.hits} role="region" aria-label={t.reader.search}>
          <p role="status">{t.documents.searchHits(search.data.length, exactOf(search.data))}</p>
          <ol>
            {search.data.map((hit) => (
              <li key={hit.passage.id}>
                <button type="button" data-testid="reader-hit" onClick={() => onFound(targetOfHit(hit))}>
                  {hit.passage.page !== null && <b>{t.chat.page(hit.passage.page)}</b>}
                  <FoundText found={hit.found} />
                </button>
              </li>
            ))}
          </ol>
        </div>
      )}
    </div>
  );
}
