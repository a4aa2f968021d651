/** What a person keeps, and how much of it there may be. */
import type { ApiClient } from '@/lib/api-client';
import type { UsageReport } from '@/types/api';

export interface Quota {
  documents: { used: number; allowed: number };
  bytes: { used: number; allowed: number };
}

/** Null from a service that has no quotas yet. */
export async function getQuota(api: ApiClient, day = new Date()): Promise<Quota | null> {
  const date = day.toISOString().slice(0, 10);
  return quotaOf(await api.get<UsageReport>(`/usage?from=${date}&to=${date}`));
}

export function quotaOf({ stored, caps }: UsageReport): Quota | null {
  if (!stored || typeof caps.documents !== 'number' || typeof caps.bytes !== 'number') return null;
  return {
    documents: { used: stored.documents, allowed: caps.documents },
    bytes: { used: stored.bytes, allowed: caps.bytes },
  };
}

/** The share of which the person is told before it is used up. */
const NEARLY = 0.9;

export function isNearlyFull({ documents, bytes }: Quota): boolean {
  return [documents, bytes].some(({ used, allowed }) => used >= allowed * NEARLY);
}
