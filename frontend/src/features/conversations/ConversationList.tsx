import { useImperativeHandle, useRef, useState, type Ref } from 'react';
import { ConversationRow } from '@/features/conversations/ConversationRow';
import { useConversations } from '@/features/conversations/conversations-cache';
import { groupByDay } from '@/features/conversations/group-by-day';
import { useHidden } from '@/features/conversations/use-conversation-actions';
import { Button } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { Spinner } from '@/components/Spinner';
import { errorText, t } from '@/config/strings';
import { useAllPages } from '@/lib/use-all-pages';
import styles from '@/features/conversations/ConversationList.module.css';

interface ConversationListProps {
  ref?: Ref<{ focusSearch: () => void }>;
  current: string | null;
  onOpen: (id: string | null) => void;
}

export function ConversationList({ ref, current, onOpen }: ConversationListProps) {
  const list = useConversations();
  const hidden = useHidden();
  const search = useRef<HTMLInputElement>(null);
  const [wanted, setWanted] = useState('');
  useAllPages(list, wanted !== '');
  useImperativeHandle(ref, () => ({ focusSearch: () => search.current?.focus() }));

  const all = list.conversations.filter((conversation) => !hidden.has(conversation.id));
  const shown = all.filter(({ title }) => title.toLowerCase().includes(wanted.trim().toLowerCase()));

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
        {list.isError && (
          <Notice onRetry={() => void list.refetch()}>
            {t.conversations.loadFailed} {errorText(list.error)}
          </Notice>
        )}
        {list.isPending && <Spinner label={t.app.loading} />}
        {list.isSuccess && shown.length === 0 && (
          <p className={styles.none}>{all.length === 0 ? t.conversations.empty : t.conversations.noMatch}</p>
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
        {list.hasNextPage && (
          <Button small disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t.app.loadMore}
          </Button>
        )}
      </div>
    </nav>
  );
}
