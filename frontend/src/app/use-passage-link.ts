import { useEffect } from 'react';
import { navigate, useHash, parsePassageLink } from '@/app/route';
import type { ReaderTarget } from '@/features/reader/reader-target';
import { targetOfLink } from '@/features/reader/target-of-link';
import { useToast } from '@/components/Toasts';
import { errorText } from '@/config/strings';
import { useServices } from '@/lib/services';

/** Opens the passage that the address names, once: then the address is that of a new conversation. */
export function usePassageLink(read: (target: ReaderTarget) => void): void {
  const { api } = useServices();
  const toast = useToast();
  const hash = useHash();

  useEffect(() => {
    const link = parsePassageLink(hash);
    if (!link) return;
    const leaving = new AbortController();
    const leave = () => navigate({ conversationId: null }, { replace: true });
    targetOfLink(api, link, leaving.signal).then(
      (target) => {
        leave();
        read(target);
      },
      (error: unknown) => {
        if (leaving.signal.aborted) return;
        leave();
        toast({ text: errorText(error), tone: 'problem' });
      },
    );
    return () => leaving.abort();
  }, [api, hash, read, toast]);
}
