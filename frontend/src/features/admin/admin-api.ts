import type { ApiClient } from '@/lib/api-client';
import { pagedPath } from '@/lib/paged';
import type {
  Act,
  ChosenCaps,
  FailedDocument,
  GroupCaps,
  Health,
  OfferedModel,
  Page,
  PeoplePage,
  Retried,
  Trouble,
  WeekCounts,
} from '@/types/api';

/** All that the admin's screen shows is read again after a change. */
export const ADMIN = ['admin'];

const PEOPLE_AT_ONCE = 30;
const MOST_PEOPLE_AT_ONCE = 60;

interface PeopleQuestion {
  /** Such as `2026-12`. */
  month: string;
  /** How an address begins. */
  prefix: string;
}

export function getPeople(
  api: ApiClient,
  { month, prefix }: PeopleQuestion,
  cursor: string | null,
  limit = PEOPLE_AT_ONCE,
): Promise<PeoplePage> {
  return api.get(pagedPath('/admin/people', cursor, limit, { month, ...(prefix && { q: prefix }) }));
}

/** Everybody, page after page. */
export async function allPeople(api: ApiClient, question: PeopleQuestion) {
  const people: PeoplePage['items'] = [];
  let cursor: string | null = null;
  do {
    const page: PeoplePage = await getPeople(api, question, cursor, MOST_PEOPLE_AT_ONCE);
    people.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return people;
}

export function setCaps(api: ApiClient, id: string, caps: ChosenCaps): Promise<unknown> {
  return api.patch(`/admin/people/${encodeURIComponent(id)}`, caps);
}

async function items<T>(api: ApiClient, path: string): Promise<T[]> {
  return (await api.get<{ items: T[] }>(path)).items;
}

export const getGroups = (api: ApiClient) => items<GroupCaps>(api, '/admin/groups');
export const getModels = (api: ApiClient) => items<OfferedModel>(api, '/admin/models');
export const getTroubles = (api: ApiClient) => items<Trouble>(api, '/admin/troubles');
export const getWeeks = (api: ApiClient) => items<WeekCounts>(api, '/admin/weeks');

export function setGroupCaps(api: ApiClient, { name, ...caps }: GroupCaps): Promise<unknown> {
  return api.put(`/admin/groups/${encodeURIComponent(name)}`, caps);
}

export function switchModel(api: ApiClient, model: string, on: boolean): Promise<unknown> {
  return api.patch('/admin/models', { model, on });
}

export function getFailed(
  api: ApiClient,
  reason: string,
  cursor: string | null,
): Promise<Page<FailedDocument>> {
  return api.get(pagedPath(`/admin/troubles/${encodeURIComponent(reason)}`, cursor, 50));
}

export function retryAll(api: ApiClient, reason: string): Promise<Retried> {
  return api.post('/admin/troubles/retry', { reason });
}

export function getHealth(api: ApiClient): Promise<Health> {
  return api.get('/admin/health');
}

export function getActs(api: ApiClient, cursor: string | null): Promise<Page<Act>> {
  return api.get(pagedPath('/admin/acts', cursor, 50));
}
