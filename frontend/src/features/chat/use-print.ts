import { useCallback } from 'react';
import { useChatStore } from '@/features/chat/chat-context';
import { readAllBefore } from '@/features/chat/use-earlier';
import { useToast } from '@/components/Toasts';
import { errorText, t } from '@/config/strings';
import { useServices } from '@/lib/services';

/** Prints a conversation whole: a browser cannot wait for messages once it prints. */
export function usePrint(conversationId: string | null): () => void {
  const { api } = useServices();
  const store = useChatStore();
  const toast = useToast();
  return useCallback(() => {
    const onRead = (messages: number) => toast({ text: t.chat.readSoFar(messages), key: 'printing' });
    readAllBefore(api, store, conversationId ?? '', onRead).then(
      () => window.print(),
      (error: unknown) => toast({ text: errorText(error), tone: 'problem' }),
    );
  }, [api, store, toast, conversationId]);
}
