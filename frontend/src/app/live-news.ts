/** Puts the socket's events about documents and conversations into their lists. */
import type { QueryClient } from '@tanstack/react-query';
import { CONVERSATIONS, putConversation } from '@/features/conversations/conversations-cache';
import { DOCUMENTS, dropDocument, putDocument } from '@/features/documents/documents-cache';
import { MODELS } from '@/lib/models';
import type { ChatSocket, ConnectionState } from '@/lib/chat-socket';
import type { GrailDocument, ServerEvent } from '@/types/api';

function takeDocument(client: QueryClient, document: GrailDocument): void {
  if (document.status === 'deleting') dropDocument(client, document.id);
  else putDocument(client, document);
  client.setQueryData(['document', document.id], (old) => (old === undefined ? undefined : document));
}

/** Follows the socket until the returned function is called. */
export function followNews(socket: Pick<ChatSocket, 'onEvent' | 'onState'>, client: QueryClient): () => void {
  let connected = false;
  const offEvent = socket.onEvent((event: ServerEvent) => {
    if (event.type === 'document') takeDocument(client, event.document);
    if (event.type === 'conversation') putConversation(client, event.conversation);
    if (event.type === 'error' && event.error.code === 'model_off')
      void client.invalidateQueries({ queryKey: MODELS });
  });
  const offState = socket.onState((state: ConnectionState) => {
    if (state !== 'open') return;
    // Events of the time without a connection are lost, so the lists are read again.
    if (connected)
      for (const queryKey of [DOCUMENTS, CONVERSATIONS]) void client.invalidateQueries({ queryKey });
    connected = true;
  });
  return () => {
    offEvent();
    offState();
  };
}
