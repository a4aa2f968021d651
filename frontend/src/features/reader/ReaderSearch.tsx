import { useState, type FormEvent } from 'react';
import { useMutation } from '@tanstack/react-query';
import { searchDocument } from '@/features/reader/reader-api';
import { targetOfPassage, type ReaderTarget } from '@/features/reader/reader-target';
import { IconButton } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { errorText, t } from '@/config/strings';
import { useServices } from '@/lib/services';
import styles from '@/features/reader/ReaderSearch.module.css';

interface ReaderSearchProps {
  documentId: string;
  onFound: (target: ReaderTarget) => void;
}

/** Finds passages inside one document. */
export function ReaderSearch({ documentId, onFound }: ReaderSearchProps) {
  const { api } = useServices();
  const [query, setQuery] = useState('');
  const search = useMutation({ mutationFn: (words: string) => searchDocument(api, documentId, words) });

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
        <div className={styles.hits} role="region" aria-label={t.reader.searchHits(search.data.length)}>
          <p role="status">{t.reader.searchHits(search.data.length)}</p>
          <ol>
            {search.data.map((passage) => (
              <li key={passage.id}>
                <button type="button" dir="auto" onClick={() => onFound(targetOfPassage(passage, null))}>
                  {passage.page !== null && <b>{t.chat.page(passage.page)}</b>} {passage.text}
                </button>
              </li>
            ))}
          </ol>
        </div>
      )}
    </div>
  );
}
