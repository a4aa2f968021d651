import { useSyncExternalStore } from 'react';
import { onlineManager } from '@tanstack/react-query';
import { useServices } from '@/lib/services';

/** Whether what is sent now arrives, as far as the page can tell: the socket is open, and the browser has a network. */
export function useConnected(): boolean {
  const { socket } = useServices();
  const open = useSyncExternalStore(socket.onState, () => socket.state === 'open');
  const online = useSyncExternalStore(
    (listener) => onlineManager.subscribe(listener),
    () => onlineManager.isOnline(),
  );
  return open && online;
}
