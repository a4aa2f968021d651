import type { ApiClient } from '@/lib/api-client';
import type { DayUsage } from '@/types/api';

export interface UsageReport {
  days: DayUsage[];
  /** The owner's limits by name; null where there is none. */
  caps: Record<string, number | null>;
}

/** `from` and `to` as YYYY-MM-DD, both included. */
export function getUsage(api: ApiClient, from: string, to: string): Promise<UsageReport> {
  return api.get(`/usage?from=${from}&to=${to}`);
}
