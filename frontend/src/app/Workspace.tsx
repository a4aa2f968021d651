/** The page of someone signed in: conversations at the left, the chat, and documents or reader at the right. */
import { Suspense, lazy, useCallback, useEffect, useRef, useState } from 'react';
import { ConnectionBadge } from '@/app/ConnectionBadge';
import { Sidebar, type SidebarHandle } from '@/app/Sidebar';
import { SidePanel } from '@/app/SidePanel';
import { currentRoute, navigate, parseSharedLink, useHash, useRoute } from '@/app/route';
import { usePassageLink } from '@/app/use-passage-link';
import { useOpening } from '@/app/use-opening';
import { usePanels } from '@/app/use-panels';
import { useScopeChoice } from '@/app/use-scope-choice';
import { useShortcuts } from '@/app/use-shortcuts';
import { AccountDialogs, type AccountDialog } from '@/features/account/AccountDialogs';
import { ChatView, type ChatHandle } from '@/features/chat/ChatView';
import { NEW_THREAD } from '@/features/chat/chat-state';
import { EVERYTHING } from '@/features/chat/scope';
import type { CiteTarget } from '@/features/chat/cite-context';
import { preloadMarkdown } from '@/features/chat/lazy-markdown';
import { UsageContext, useChatStore } from '@/features/chat/chat-context';
import { DocumentsPanel } from '@/features/documents/DocumentsPanel';
import { DropZone, type FilePicker } from '@/features/documents/DropZone';
import { targetOfDocument, targetOfPassage, type ReaderTarget } from '@/features/reader/reader-target';
import { useConversations } from '@/features/conversations/conversations-cache';
import { IconButton } from '@/components/Button';
import { moment } from '@/config/format';
import { t } from '@/config/strings';
import { useServices } from '@/lib/services';
import { setTitle } from '@/lib/page-title';
import styles from '@/app/Workspace.module.css';

const loadPalette = () => import('@/app/Palette');
const SharedDialog = lazy(() => import('@/features/shared/SharedDialog'));
const AdminDialog = lazy(() => import('@/features/admin/AdminDialog'));
const Palette = lazy(loadPalette);
const SourcesDialog = lazy(() => import('@/features/documents/SourcesDialog'));
const NotesDialog = lazy(() => import('@/features/chat/NotesDialog'));
const ShortcutsDialog = lazy(() => import('@/app/ShortcutsDialog'));

const loadReader = () => import('@/features/reader/Reader');
const Reader = lazy(async () => ({ default: (await loadReader()).Reader }));

function useTitle(conversationId: string | null): { title: string; date: string | null } {
  const { items } = useConversations();
  if (conversationId === null) return { title: t.chat.newTitle, date: null };
  const conversation = items.find(({ id }) => id === conversationId);
  return {
    title: conversation?.title || t.chat.title,
    date: conversation ? moment(conversation.updated_at) : null,
  };
}

export function Workspace() {
  const { conversationId } = useRoute();
  const sharedLink = parseSharedLink(useHash());
  const { signOut } = useServices();
  const panels = usePanels();
  const chat = useChatStore();
  const scopeChoice = useScopeChoice(conversationId ?? NEW_THREAD);
  const { title, date } = useTitle(conversationId);
  const [target, setTarget] = useState<ReaderTarget | null>(null);
  const [trail, setTrail] = useState<readonly ReaderTarget[]>([]);
  const [opened, setOpened] = useState(0);
  const opener = useRef<Element | null>(null);
  const help = useOpening();
  const [notes, setNotes] = useState(false);
  const [sources, setSources] = useState(false);
  const [account, setAccount] = useState<AccountDialog | null>(null);
  const finding = useOpening();
  const composer = useRef<ChatHandle>(null);
  const picker = useRef<FilePicker>(null);
  const sidebar = useRef<SidebarHandle>(null);
  const { openReader, closeReader, closeDrawer } = panels;

  useEffect(() => {
    preloadMarkdown();
    void loadReader();
    // Whoever knows the key types on at once.
    void loadPalette().catch(() => undefined);
  }, []);
  useEffect(() => setTitle('name', conversationId === null ? '' : title), [conversationId, title]);

  const open = useCallback(
    (id: string | null) => {
      if (id === null) chat.dispatch({ type: 'new-thread' });
      // What the reader shows belongs to the conversation that it was opened from.
      if (id === null || id !== currentRoute().conversationId) closeReader();
      navigate({ conversationId: id });
      closeDrawer();
      if (id === null) composer.current?.focus();
    },
    [chat, closeDrawer, closeReader],
  );

  const read = useCallback(
    (next: ReaderTarget, cited: readonly ReaderTarget[] = []) => {
      setTrail(cited);
      opener.current = document.activeElement;
      setTarget(next);
      setOpened((times) => times + 1);
      openReader();
    },
    [openReader],
  );

  usePassageLink(read);

  const openUsage = useCallback(() => setAccount('usage'), []);
  const cite = useCallback(
    ({ n, passage, citation }: CiteTarget, cited: readonly CiteTarget[]) => {
      const targets = cited.map((step) => targetOfPassage(step.passage, step.citation));
      const at = cited.findIndex(
        (step) => step.n === n && step.citation?.quote_start === citation?.quote_start,
      );
      read(targets[at] ?? targetOfPassage(passage, citation), targets);
    },
    [read],
  );

  function leaveReader() {
    closeReader();
    if (opener.current instanceof HTMLElement) opener.current.focus();
  }

  function askAbout(documentIds: readonly string[], prompt: string) {
    scopeChoice.onScope({ ...EVERYTHING, documentIds });
    panels.makeRoomForChat();
    if (prompt) composer.current?.fill(prompt);
    else composer.current?.focus();
  }

  function askWithin(collectionId: string) {
    scopeChoice.onScope({ ...EVERYTHING, collectionIds: [collectionId] });
    panels.makeRoomForChat();
    composer.current?.focus();
  }

  useShortcuts({
    palette: finding.open,
    print: () => composer.current?.print(),
    ask: () => composer.current?.focus(),
    new: () => open(null),
    documents: panels.toggleDocuments,
    conversations: () => {
      panels.openDrawer();
      sidebar.current?.focusSearch();
    },
    upload: () => picker.current?.files(),
    stop: () => composer.current?.stop(),
    help: help.open,
    close: () => (panels.reader ? leaveReader() : panels.closeOverlay()),
  });

  return (
    <div className={styles.workspace} data-sidebar={panels.sidebar} data-drawer={panels.drawer}>
      <a
        href="#ask"
        className={styles.skip}
        onClick={(event) => {
          event.preventDefault();
          composer.current?.focus();
        }}
      >
        {t.app.skipToQuestion}
      </a>
      <Sidebar
        ref={sidebar}
        panels={panels}
        current={conversationId}
        onOpen={open}
        onPalette={finding.open}
        onNotes={() => setNotes(true)}
        onAccount={setAccount}
        onShortcuts={help.open}
      />
      <main className={styles.main}>
        <header className={styles.bar}>
          <IconButton
            icon="menu"
            label={panels.sidebarShown ? t.layout.closeSidebar : t.layout.openSidebar}
            aria-expanded={panels.sidebarShown}
            onClick={panels.toggleSidebar}
          />
          <h1 className={styles.title} dir="auto">
            {title}
          </h1>
          {date && <p className={styles.printed}>{date}</p>}
          <IconButton
            icon="panel"
            label={panels.documentsShown ? t.layout.closeDocuments : t.layout.openDocuments}
            aria-expanded={panels.documentsShown}
            data-testid="toggle-documents"
            onClick={panels.toggleDocuments}
          />
        </header>
        <ConnectionBadge />
        <UsageContext value={openUsage}>
          <ChatView
            ref={composer}
            conversationId={conversationId}
            title={title}
            scopeChoice={scopeChoice}
            onCite={cite}
            onAddFiles={() => picker.current?.files()}
            onNew={() => open(null)}
          />
        </UsageContext>
      </main>
      {target && panels.reader && (
        <SidePanel name="reader" onDismiss={leaveReader}>
          <Suspense>
            <Reader
              target={target}
              opened={opened}
              trail={trail}
              onTarget={setTarget}
              onAsk={(documentId, prompt) => askAbout([documentId], prompt)}
              onClose={leaveReader}
            />
          </Suspense>
        </SidePanel>
      )}
      {panels.documentsShown && (
        <SidePanel name="documents" onDismiss={panels.closeDocuments}>
          <DocumentsPanel
            onOpen={(document) => read(targetOfDocument(document))}
            onPassage={(passage) => read(targetOfPassage(passage, null))}
            onAsk={(documentIds) => askAbout(documentIds, '')}
            onAskWithin={askWithin}
            onPickFiles={() => picker.current?.files()}
            onPickFolder={() => picker.current?.folder()}
            onSources={() => setSources(true)}
            onClose={panels.closeDocuments}
          />
        </SidePanel>
      )}
      <DropZone ref={picker} />
      <AccountDialogs open={account} onClose={() => setAccount(null)} />
      <Suspense fallback={null}>
        {sharedLink && (
          <SharedDialog
            key={sharedLink}
            linkId={sharedLink}
            onClose={() => navigate({ conversationId: null }, { replace: true })}
          />
        )}
        {account === 'admin' && <AdminDialog onClose={() => setAccount(null)} />}
        {notes && <NotesDialog onConversation={open} onCite={cite} onClose={() => setNotes(false)} />}
        {sources && <SourcesDialog onClose={() => setSources(false)} />}
        {help.shown > 0 && <ShortcutsDialog key={help.shown} onClose={help.close} />}
        {finding.shown > 0 && (
          <Palette
            key={finding.shown}
            doors={{
              panels,
              onNew: () => open(null),
              onFiles: () => picker.current?.files(),
              onFolder: () => picker.current?.folder(),
              onPrint: () => composer.current?.print(),
              onNotes: () => setNotes(true),
              onSources: () => setSources(true),
              onPrompts: () => composer.current?.savePrompt(''),
              onAccount: setAccount,
              onHelp: help.open,
              onSignOut: () => void signOut(),
            }}
            onConversation={open}
            onDocument={(document) => read(targetOfDocument(document))}
            onClose={finding.close}
          />
        )}
      </Suspense>
    </div>
  );
}
