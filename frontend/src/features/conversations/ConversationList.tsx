import { useImperativeHandle, useMemo, useRef, useState, type Ref } from 'react';
import { ConversationRow } from '@/features/conversations/ConversationRow';
import { useConversations, useFoundConversations } from '@/features/conversations/conversations-cache';
import { groupByDay } from '@/features/conversations/group-by-day';
import { useHidden } from '@/features/conversations/use-conversation-actions';
import { Button } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { Spinner } from '@/components/Spinner';
import { errorText, t } from '@/config/strings';
import { useSettled } from '@/lib/use-settled';
import type { Conversation } from '@/types/api';
import styles from '@/features/conversations/ConversationList.module.css';

interface ConversationListProps {
  ref?: Ref<{ focusSearch: () => void }>;
  current: string | null;
  onOpen: (id: string | null) => void;
}

/** Titles that are here already match at once; the service then adds what it finds in messages and further back. */
function useSearch(conversations: readonly Conversation[], typed: string) {
  const words = typed.trim();
  const settled = useSettled(words);
  const search = useFoundConversations(settled);
  const current = settled === words;
  const shown = useMemo(() => {
    if (words === '') return conversations;
    const found = current ? search.conversations : [];
    const here = conversations.filter(({ title }) => title.toLowerCase().includes(words.toLowerCase()));
    const all = new Map([...found, ...here].map((conversation) => [conversation.id, conversation]));
    return [...all.values()].sort((a, b) => b.updated_at.localeCompare(a.updated_at));
  }, [conversations, words, current, search.conversations]);
  const searching = words !== '' && (!current || search.isFetching);
  return { shown, searching, query: words === '' ? null : search };
}

export function ConversationList({ ref, current, onOpen }: ConversationListProps) {
  const list = useConversations();
  const hidden = useHidden();
  const search = useRef<HTMLInputElement>(null);
  const [wanted, setWanted] = useState('');
  const found = useSearch(list.conversations, wanted);
  // What is paged on is what is shown.
  const paged = found.query ?? list;
  useImperativeHandle(ref, () => ({ focusSearch: () => search.current?.focus() }));

  const shown = found.shown.filter((conversation) => !hidden.has(conversation.id));

  return (
    <nav className={styles.nav} aria-label={t.conversations.list}>
      <input
        ref={search}
        type="search"
        className={styles.search}
        value={wanted}
        placeholder={t.conversations.search}
        aria-label={t.conversations.search}
        onChange={(event) => setWanted(event.target.value)}
      />
      <div className={styles.scroll}>
        {paged.isError && (
          <Notice onRetry={() => void paged.refetch()}>
            {t.conversations.loadFailed} {errorText(paged.error)}
          </Notice>
        )}
        {list.isPending && <Spinner label={t.app.loading} />}
        {found.searching && shown.length === 0 && <Spinner label={t.conversations.searching} />}
        {paged.isSuccess && !found.searching && shown.length === 0 && (
          <p className={styles.none}>{found.query ? t.conversations.noMatch : t.conversations.empty}</p>
        )}
        {groupByDay(shown).map(({ group, conversations }) => (
          <section key={group} aria-labelledby={`group-${group}`}>
            <h3 id={`group-${group}`} className={styles.group}>
              {t.conversations[group]}
            </h3>
            <ul>
              {conversations.map((conversation) => (
                <ConversationRow
                  key={conversation.id}
                  conversation={conversation}
                  current={conversation.id === current}
                  onOpen={onOpen}
                />
              ))}
            </ul>
          </section>
        ))}
        {paged.hasNextPage && (
          <Button small disabled={paged.isFetchingNextPage} onClick={() => void paged.fetchNextPage()}>
            {t.app.loadMore}
          </Button>
        )}
      </div>
    </nav>
  );
}
