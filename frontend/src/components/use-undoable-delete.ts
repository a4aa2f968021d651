/** Deleting with an undo. What cannot be sent now is sent once the connection is back. */
import { useSyncExternalStore } from 'react';
import { useQueryClient, type QueryClient, type QueryKey } from '@tanstack/react-query';
import { useToast } from '@/components/Toasts';
import { errorText, t } from '@/config/strings';
import { ApiError, isOffline, type ApiClient } from '@/lib/api-client';
import type { ChatSocket } from '@/lib/chat-socket';
import type { HiddenIds } from '@/lib/hidden-ids';
import { useServices } from '@/lib/services';
import { UNDO_WITHIN, undoable } from '@/lib/undoable';

/** How the items of one list are deleted. */
export interface Deletion {
  /** Ids that are shown no more, though they may come back. */
  hidden: HiddenIds;
  send: (api: ApiClient, id: string) => Promise<void>;
  drop: (client: QueryClient, id: string) => void;
  list: QueryKey;
}

/** Time until a deletion is tried again while the socket has not noticed that it is cut, in ms. */
const AGAIN_AFTER = 5_000;

function whenConnected(socket: ChatSocket, run: () => void): void {
  if (socket.state === 'open') {
    setTimeout(run, AGAIN_AFTER);
    return;
  }
  const off = socket.onState((state) => {
    if (state !== 'open') return;
    off();
    run();
  });
}

export function useHiddenIds(hidden: HiddenIds): ReadonlySet<string> {
  return useSyncExternalStore(hidden.subscribe, hidden.getState);
}

/** Hides the items, says `text` with an undo, and then deletes them. */
export function useUndoableDelete({ hidden, send, drop, list }: Deletion) {
  const { api, socket } = useServices();
  const client = useQueryClient();
  const toast = useToast();

  async function deleteNow(id: string): Promise<void> {
    try {
      await send(api, id);
      drop(client, id);
    } catch (error) {
      if (isOffline(error)) return whenConnected(socket, () => void deleteNow(id));
      if (error instanceof ApiError && error.status === 404) drop(client, id);
      else toast({ text: errorText(error), tone: 'problem' });
      void client.invalidateQueries({ queryKey: list });
    }
    hidden.show(id);
  }

  return (ids: readonly string[], text: string) => {
    for (const id of ids) hidden.hide(id);
    const cancel = undoable(() => ids.forEach((id) => void deleteNow(id)));
    const undo = () => {
      cancel();
      for (const id of ids) hidden.show(id);
    };
    toast({ text, lasts: UNDO_WITHIN, action: { label: t.app.undo, run: undo } });
  };
}
