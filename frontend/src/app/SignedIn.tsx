/** Builds what lives as long as a session: the clients, the socket, the chat's store, the uploads. */
import { useEffect, useState } from 'react';
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { Workspace } from '@/app/Workspace';
import { navigate, currentRoute } from '@/app/route';
import { followNews } from '@/app/live-news';
import { ChatContext } from '@/features/chat/chat-context';
import { ChatStore } from '@/features/chat/chat-store';
import { forgetDrafts } from '@/features/chat/drafts';
import { conversationKey } from '@/features/chat/use-conversation';
import { dropDocument, putDocument, renewCollected } from '@/features/documents/documents-cache';
import { IngestBatches } from '@/features/documents/ingest-batch';
import { IngestContext } from '@/features/documents/ingest-context';
import { UploadContext } from '@/features/documents/upload-context';
import { IngestNews } from '@/features/documents/IngestNews';
import { UploadQueue } from '@/features/documents/upload-queue';
import type { StartConfig } from '@/config/page-config';
import { t } from '@/config/strings';
import { createApiClient, type ApiClient } from '@/lib/api-client';
import { currentSession, leave, watchOtherTabs, type Session } from '@/lib/auth';
import { ChatSocket, type TicketGrant } from '@/lib/chat-socket';
import { watchLeaving } from '@/lib/idle';
import { ServicesContext, type Services } from '@/lib/services';
import type { SocketTicket } from '@/types/api';

interface Live {
  services: Services;
  chat: ChatStore;
  uploads: UploadQueue;
  ingest: IngestBatches;
  /** Closes the page of an account that has signed out elsewhere. */
  close: () => void;
}

function ticketBuyer(api: ApiClient, onEnded: () => void) {
  return async ({ fresh }: { fresh: boolean }): Promise<TicketGrant> => {
    const session = await currentSession({ fresh });
    if (!session) {
      onEnded();
      throw new Error('Signed out.');
    }
    const ticket = await api.post<SocketTicket>('/socket-tickets');
    return { ...ticket, sessionEndsAt: session.expiresAt, sessionLasts: session.lasts };
  };
}

/** The ways out of a session. */
function waysOut(stop: () => void, onLeft: (problem?: string) => void) {
  let over = false;
  function close(message?: string) {
    stop();
    navigate({ conversationId: null }, { replace: true });
    onLeft(message);
  }
  return {
    /** The account has signed out in another tab. */
    close,
    signOut: async (message?: string) => {
      stop();
      forgetDrafts();
      await leave().catch(() => undefined);
      close(message);
    },
    /** The service takes this session no more. What was half typed stays until the person has signed in again. */
    ended: (code?: string) => {
      if (over) return;
      over = true;
      stop();
      // A token that is refused would sign in again at once.
      void leave()
        .catch(() => undefined)
        .then(() => onLeft(code === 'account_ended' ? t.errors.account_ended : t.errors.not_signed_in));
    },
  };
}

function build(
  { page, service }: StartConfig,
  session: Session,
  client: QueryClient,
  onLeft: (problem?: string) => void,
): Live {
  const { close, signOut, ended } = waysOut(() => {
    uploads.cancelAll();
    socket.stop();
  }, onLeft);
  const api = createApiClient(
    page.api_url,
    async (options) => (await currentSession(options))?.token ?? null,
    ended,
  );
  const socket = new ChatSocket({ url: service.websocket_url, getTicket: ticketBuyer(api, ended) });
  const chat = new ChatStore(socket, {
    onStuck: (id) => void client.invalidateQueries({ queryKey: conversationKey(id) }),
    onBegun: (id) =>
      currentRoute().conversationId === null && navigate({ conversationId: id }, { replace: true }),
  });
  const uploads = new UploadQueue(
    api,
    (document, into) => (into ? void renewCollected(client, into.id) : putDocument(client, document)),
    (id, into) => (into ? void renewCollected(client, into.id) : dropDocument(client, id)),
  );
  const { email, ownerId, throughCompany, isAdmin } = session;
  return {
    services: {
      api,
      apiUrl: page.api_url,
      socket,
      config: service,
      email,
      ownerId,
      throughCompany,
      isAdmin,
      signOut,
    },
    chat,
    uploads,
    ingest: new IngestBatches(),
    close,
  };
}

interface SignedInProps {
  config: StartConfig;
  session: Session;
  /** `problem` says why, where the person did not choose to. */
  onLeft: (problem?: string) => void;
}

export function SignedIn({ config, session, onLeft }: SignedInProps) {
  const client = useQueryClient();
  const [{ services, chat, uploads, ingest, close }] = useState(() => build(config, session, client, onLeft));

  useEffect(() => {
    const stopWatching = watchOtherTabs(services.ownerId, () => close());
    const stopChat = chat.start();
    const stopNews = followNews(services.socket, client);
    const stopIngest = ingest.follow(client, uploads);
    services.socket.start();
    const stopIdle = watchLeaving(
      services.config.auth.session_idle_minutes ?? 0,
      () => void services.signOut(t.errors.not_signed_in),
    );
    return () => {
      stopIdle();
      services.socket.stop();
      stopWatching();
      stopNews();
      stopIngest();
      stopChat();
    };
  }, [chat, services, client, ingest, uploads, close]);

  return (
    <ServicesContext value={services}>
      <ChatContext value={chat}>
        <UploadContext value={uploads}>
          <IngestContext value={ingest}>
            <Workspace />
            <IngestNews />
          </IngestContext>
        </UploadContext>
      </ChatContext>
    </ServicesContext>
  );
}
