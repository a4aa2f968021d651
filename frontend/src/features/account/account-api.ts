import type { ApiClient } from '@/lib/api-client';
import type { UsageReport } from '@/types/api';

/** `from` and `to` as YYYY-MM-DD, both included. */
export function getUsage(api: ApiClient, from: string, to: string): Promise<UsageReport> {
  return api.get(`/usage?from=${from}&to=${to}`);
}
