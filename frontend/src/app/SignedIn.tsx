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
import { dropDocument, putDocument } from '@/features/documents/documents-cache';
import { UploadContext } from '@/features/documents/upload-context';
import { UploadQueue } from '@/features/documents/upload-queue';
import type { StartConfig } from '@/config/page-config';
import { createApiClient, type ApiClient } from '@/lib/api-client';
import { currentSession, leave, type Session } from '@/lib/auth';
import { ChatSocket, type TicketGrant } from '@/lib/chat-socket';
import { ServicesContext, type Services } from '@/lib/services';
import type { SocketTicket } from '@/types/api';

interface Live {
  services: Services;
  chat: ChatStore;
  uploads: UploadQueue;
}

function ticketBuyer(api: ApiClient) {
  return async ({ fresh }: { fresh: boolean }): Promise<TicketGrant> => {
    const session = await currentSession({ fresh });
    if (!session) throw new Error('Signed out.');
    const ticket = await api.post<SocketTicket>('/socket-tickets');
    return { ...ticket, sessionEndsAt: session.expiresAt };
  };
}

function build(
  { page, service }: StartConfig,
  session: Session,
  client: QueryClient,
  onLeft: () => void,
): Live {
  const api = createApiClient(
    page.api_url,
    async (options) => (await currentSession(options))?.token ?? null,
  );
  const socket = new ChatSocket({ url: service.websocket_url, getTicket: ticketBuyer(api) });
  const chat = new ChatStore(socket, {
    onStuck: (id) => void client.invalidateQueries({ queryKey: conversationKey(id) }),
    onBegun: (id) =>
      currentRoute().conversationId === null && navigate({ conversationId: id }, { replace: true }),
  });
  const uploads = new UploadQueue(
    api,
    (document) => putDocument(client, document),
    (id) => dropDocument(client, id),
  );
  const signOut = async () => {
    uploads.cancelAll();
    socket.stop();
    forgetDrafts();
    await leave().catch(() => undefined);
    navigate({ conversationId: null }, { replace: true });
    onLeft();
  };
  const { email, ownerId, throughCompany } = session;
  return {
    services: { api, socket, config: service, email, ownerId, throughCompany, signOut },
    chat,
    uploads,
  };
}

interface SignedInProps {
  config: StartConfig;
  session: Session;
  onLeft: () => void;
}

export function SignedIn({ config, session, onLeft }: SignedInProps) {
  const client = useQueryClient();
  const [{ services, chat, uploads }] = useState(() => build(config, session, client, onLeft));

  useEffect(() => {
    const stopChat = chat.start();
    const stopNews = followNews(services.socket, client);
    services.socket.start();
    return () => {
      services.socket.stop();
      stopNews();
      stopChat();
    };
  }, [chat, services, client]);

  return (
    <ServicesContext value={services}>
      <ChatContext value={chat}>
        <UploadContext value={uploads}>
          <Workspace />
        </UploadContext>
      </ChatContext>
    </ServicesContext>
  );
}
