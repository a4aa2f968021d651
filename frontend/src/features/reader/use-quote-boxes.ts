import { useMemo } from 'react';
import type { ReaderTarget } from '@/features/reader/reader-target';
import { usePassages } from '@/features/reader/use-passages';
import { boxesOf, type Box } from '@/features/reader/word-boxes';

/** Where the quote stands on its page if that is a scan; empty if it is none, null until that is known. */
export function useQuoteBoxes(target: ReaderTarget, enabled: boolean): Box[] | null {
  const { quote, page } = target;
  const asked = enabled && quote !== null && page !== null;
  const { passages, isPending } = usePassages(target.documentId, target.ordinal, asked);
  return useMemo(() => {
    if (!asked) return [];
    return isPending ? null : boxesOf(passages, quote, page);
  }, [asked, isPending, passages, quote, page]);
}
