import type { ApiClient } from '@/lib/api-client';
import type { Act, AccountExport, MadeToken, PersonalToken, TokenScope, UsageReport } from '@/types/api';

/** `from` and `to` as YYYY-MM-DD, both included. */
export function getUsage(api: ApiClient, from: string, to: string): Promise<UsageReport> {
  return api.get(`/usage?from=${from}&to=${to}`);
}

/** How an archive of all that the account has stands, with a new link where it is ready. */
export function getExport(api: ApiClient): Promise<AccountExport> {
  return api.get('/account/export');
}

/** Has one made, unless one is being made. */
export function askForExport(api: ApiClient): Promise<AccountExport> {
  return api.post('/account/export');
}

export async function getTokens(api: ApiClient): Promise<PersonalToken[]> {
  return (await api.get<{ items: PersonalToken[] }>('/tokens')).items;
}

export function createToken(
  api: ApiClient,
  token: { name: string; scopes: readonly TokenScope[]; days: number },
): Promise<MadeToken> {
  return api.post('/tokens', token);
}

/** What admins did that concerns the person, the newest first. */
export async function getActs(api: ApiClient): Promise<Act[]> {
  return (await api.get<{ items: Act[] }>('/account/acts')).items;
}

export function revokeToken(api: ApiClient, id: string): Promise<void> {
  return api.delete(`/tokens/${encodeURIComponent(id)}`);
}
