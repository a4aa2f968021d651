import type { ApiClient } from '@/lib/api-client';
import type { Collection, Grant, GrantRole } from '@/types/api';

/** To the person of an address; without one to everyone who is signed in, who may only read. */
export interface Given {
  email: string | null;
  role: GrantRole;
}

const path = (id: string, rest: string) => `/collections/${encodeURIComponent(id)}${rest}`;
const invitation = (grantId: string) => `/invitations/${encodeURIComponent(grantId)}`;

export async function listGrants(api: ApiClient, id: string): Promise<Grant[]> {
  return (await api.get<{ items: Grant[] }>(path(id, '/grants'))).items;
}

export function give(api: ApiClient, id: string, { email, role }: Given): Promise<Grant> {
  return api.post(path(id, '/grants'), email === null ? { everyone: true, role } : { email, role });
}

export function revoke(api: ApiClient, id: string, grantId: string): Promise<void> {
  return api.delete(path(id, `/grants/${encodeURIComponent(grantId)}`));
}

export function accept(api: ApiClient, grantId: string): Promise<Collection> {
  return api.post(invitation(grantId));
}

export function decline(api: ApiClient, grantId: string): Promise<void> {
  return api.delete(invitation(grantId));
}

export function leave(api: ApiClient, id: string): Promise<void> {
  return api.delete(path(id, '/membership'));
}
