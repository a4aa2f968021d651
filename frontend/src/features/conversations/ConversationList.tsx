import { useImperativeHandle, useMemo, useRef, useState, type ReactNode, type Ref } from 'react';
import { FolderGroup } from '@/features/conversations/FolderGroup';
import { foldersOf } from '@/features/conversations/folders-of';
import { ConversationRow } from '@/features/conversations/ConversationRow';
import {
  useConversations,
  useConversationSearch,
  useFiled,
  usePinned,
} from '@/features/conversations/conversations-cache';
import { groupByDay } from '@/features/conversations/group-by-day';
import { useHidden } from '@/features/conversations/use-conversation-actions';
import { Button } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { Spinner } from '@/components/Spinner';
import { errorText, t } from '@/config/strings';
import { isOffline } from '@/lib/api-client';
import { useSettled } from '@/lib/use-settled';
import type { Conversation } from '@/types/api';
import styles from '@/features/conversations/ConversationList.module.css';

interface ConversationListProps {
  ref?: Ref<{ focusSearch: () => void }>;
  current: string | null;
  /** The ids of those in which an answer is being made, joined by a space. */
  answering: string;
  onOpen: (id: string | null) => void;
}

/** Titles already read match at once; the service then adds hits in messages and in older conversations. */
function useSearch(conversations: readonly Conversation[], typed: string) {
  const words = typed.trim();
  const settled = useSettled(words);
  const search = useConversationSearch(settled);
  const current = settled === words;
  const shown = useMemo(() => {
    if (words === '') return conversations;
    const hits = current ? search.items : [];
    const titled = conversations.filter(({ title }) => title.toLowerCase().includes(words.toLowerCase()));
    const all = new Map([...hits, ...titled].map((conversation) => [conversation.id, conversation]));
    return [...all.values()].sort((a, b) => b.updated_at.localeCompare(a.updated_at));
  }, [conversations, words, current, search.items]);
  const searching = words !== '' && (!current || search.isFetching);
  return { shown, searching, query: words === '' ? null : search };
}

export function ConversationList({ ref, current, answering, onOpen }: ConversationListProps) {
  const list = useConversations();
  const hidden = useHidden();
  const search = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState('');
  const result = useSearch(list.items, typed);
  // "Show more" reads on in the list that is shown.
  const paged = result.query ?? list;
  useImperativeHandle(ref, () => ({ focusSearch: () => search.current?.focus() }));

  const shown = result.shown.filter((conversation) => !hidden.has(conversation.id));
  const pinned = usePinned().filter(({ id }) => !hidden.has(id));
  const first = result.query === null ? pinned : [];
  const apart = new Set(first.map(({ id }) => id));
  const filed = useFiled().filter(({ id }) => !hidden.has(id) && !apart.has(id));
  const folders = result.query === null ? foldersOf(filed) : [];
  const inFolders = new Set(folders.flatMap(({ conversations }) => conversations.map(({ id }) => id)));
  const rest = shown.filter(({ id }) => !apart.has(id) && !inFolders.has(id));
  const shared = sharedTitles([...first, ...filed, ...rest]);
  const busy = new Set(answering.split(' '));
  const rows = (conversations: readonly Conversation[]) => (
    <ul>
      {conversations.map((conversation) => (
        <ConversationRow
          key={conversation.id}
          conversation={conversation}
          current={conversation.id === current}
          answering={busy.has(conversation.id)}
          withTime={shared.has(conversation.title)}
          onOpen={onOpen}
        />
      ))}
    </ul>
  );

  return (
    <nav className={styles.nav} aria-label={t.conversations.list}>
      <input
        ref={search}
        type="search"
        dir="auto"
        className={styles.search}
        value={typed}
        placeholder={t.conversations.search}
        aria-label={t.conversations.search}
        onChange={(event) => setTyped(event.target.value)}
      />
      <div className={styles.scroll}>
        {paged.isError && !(isOffline(paged.error) && paged.items.length > 0) && (
          <Notice onRetry={() => void paged.refetch()}>
            {t.conversations.loadFailed} {errorText(paged.error)}
          </Notice>
        )}
        {list.isPending && <Spinner label={t.app.loading} />}
        {result.searching && shown.length === 0 && <Spinner label={t.conversations.searching} />}
        {paged.isSuccess && !result.searching && shown.length === 0 && (
          <p className={styles.none}>{result.query ? t.conversations.noMatch : t.conversations.empty}</p>
        )}
        {first.length > 0 && (
          <Group name="pinned" title={t.pins.pinned}>
            {rows(first)}
          </Group>
        )}
        {folders.map((folder) => (
          <FolderGroup key={folder.name} folder={folder}>
            {rows(folder.conversations)}
          </FolderGroup>
        ))}
        {groupByDay(rest).map(({ group, conversations }) => (
          <Group key={group} name={group} title={t.conversations.days[group]}>
            {rows(conversations)}
          </Group>
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

function Group({ name, title, children }: { name: string; title: string; children: ReactNode }) {
  return (
    <section aria-labelledby={`group-${name}`}>
      <h3 id={`group-${name}`} className={styles.group}>
        {title}
      </h3>
      {children}
    </section>
  );
}

/** Titles that more than one conversation has. */
function sharedTitles(conversations: readonly Conversation[]): ReadonlySet<string> {
  const seen = new Set<string>();
  return new Set(
    conversations.map(({ title }) => title).filter((title) => seen.has(title) || !seen.add(title)),
  );
}
