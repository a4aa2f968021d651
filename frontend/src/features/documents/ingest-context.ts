import { createContext, use, useSyncExternalStore } from 'react';
import type { Batch, IngestBatches } from '@/features/documents/ingest-batch';

export const IngestContext = createContext<IngestBatches | null>(null);

export function useIngestBatches(): IngestBatches {
  const batches = use(IngestContext);
  if (!batches) throw new Error('useIngestBatches is for components inside IngestContext.');
  return batches;
}

/** What is being read now; null while nothing is. */
export function useBatch(): Batch | null {
  const batches = useIngestBatches();
  return useSyncExternalStore(batches.subscribe, batches.getState);
}
