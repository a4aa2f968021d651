// @vitest-environment jsdom
import { QueryClient } from '@tanstack/react-query';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiError, createApiClient } from '@/lib/api-client';
import { backoff } from '@/lib/backoff';
import { cut } from '@/lib/code-points';
import { flatten, pagedPath, remove, upsert, type Paged } from '@/lib/paged';
import { undoable } from '@/lib/undoable';

interface Item {
  id: string;
  value: number;
}

const key = ['items'];

function paged(...pages: Item[][]): Paged<Item> {
  return { pages: pages.map((items) => ({ items, next_cursor: null })), pageParams: [] };
}

describe('lists in pages', () => {
  it('replaces an item where it stands, and puts a new one first', () => {
    const client = new QueryClient();
    client.setQueryData(key, paged([{ id: 'a', value: 1 }], [{ id: 'b', value: 1 }]));
    upsert(client, key, { id: 'b', value: 2 });
    upsert(client, key, { id: 'c', value: 3 });
    expect(flatten(client.getQueryData<Paged<Item>>(key))).toEqual([
      { id: 'c', value: 3 },
      { id: 'a', value: 1 },
      { id: 'b', value: 2 },
    ]);
  });

  it('keeps the newer of two states', () => {
    const client = new QueryClient();
    client.setQueryData(key, paged([{ id: 'a', value: 5 }]));
    upsert<Item>(client, key, { id: 'a', value: 4 }, (old, next) => (next.value >= old.value ? next : old));
    expect(flatten(client.getQueryData<Paged<Item>>(key))).toEqual([{ id: 'a', value: 5 }]);
  });

  it('shows an item once that stands on two pages, and drops it from both', () => {
    const client = new QueryClient();
    client.setQueryData(key, paged([{ id: 'a', value: 1 }], [{ id: 'a', value: 1 }]));
    expect(flatten(client.getQueryData<Paged<Item>>(key))).toHaveLength(1);
    remove<Item>(client, key, 'a');
    expect(flatten(client.getQueryData<Paged<Item>>(key))).toEqual([]);
  });

  it('asks for a page by its cursor', () => {
    expect(pagedPath('/documents', null, 50)).toBe('/documents?limit=50');
    expect(pagedPath('/documents', 'a b', 50)).toBe('/documents?limit=50&cursor=a+b');
  });
});

describe('code points', () => {
  it('cuts where the service means, emoji or none', () => {
    expect(cut('abcdef', 2, 4)).toEqual(['ab', 'cd', 'ef']);
    expect(cut('📉abc', 1, 3)).toEqual(['📉', 'ab', 'c']);
    expect(cut('abc', 1, 99)).toEqual(['a', 'bc', '']);
  });
});

describe('backoff', () => {
  it('doubles up to half a minute, and spreads', () => {
    expect([0, 1, 2, 9].map((attempt) => backoff(attempt, () => 1))).toEqual([500, 1000, 2000, 30_000]);
    expect(backoff(3, () => 0)).toBe(1000);
  });
});

describe('the api client', () => {
  afterEach(() => void vi.unstubAllGlobals());
  const answer = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });

  it('signs calls and reads problems', async () => {
    const problem = { code: 'document_not_found', message: 'There is no such document.', request_id: 'r' };
    const fetched = vi.fn(() => Promise.resolve(answer(404, { error: problem })));
    vi.stubGlobal('fetch', fetched);
    const api = createApiClient('http://x', () => Promise.resolve('token'));
    const error: unknown = await api.get('/documents/1').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ code: 'document_not_found', status: 404, requestId: 'r' });
    expect(fetched).toHaveBeenCalledWith('http://x/documents/1', { headers: { Authorization: 'token' } });
  });

  it('tries once more with a renewed token when it is refused', async () => {
    const answers = [answer(401, {}), answer(200, { ok: true })];
    vi.stubGlobal('fetch', () => Promise.resolve(answers.shift()));
    const asked: unknown[] = [];
    const api = createApiClient('http://x', (options) => {
      asked.push(options?.fresh);
      return Promise.resolve('token');
    });
    expect(await api.get('/a')).toEqual({ ok: true });
    expect(asked).toEqual([false, true]);
  });

  it('says of a closed account that it is, where no new token is to be had', async () => {
    const error = { code: 'account_ended', message: 'This account has been closed.' };
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify({ error }), { status: 401 })));
    const ended = vi.fn();
    const token = (options?: { fresh?: boolean }) => Promise.resolve(options?.fresh ? null : 'token');
    await expect(createApiClient('http://x', token, ended).get('/a')).rejects.toThrow(ApiError);
    expect(ended.mock.calls).toEqual([['account_ended']]);
  });

  it('says that the session has ended where a new token is refused too, or there is none', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(answer(401, {})));
    const ended = vi.fn();
    const refused = createApiClient('http://x', () => Promise.resolve('token'), ended);
    await expect(refused.get('/a')).rejects.toMatchObject({ status: 401 });
    expect(ended).toHaveBeenCalledTimes(1);
    const gone = createApiClient('http://x', () => Promise.resolve(null), ended);
    await expect(gone.get('/a')).rejects.toMatchObject({ code: 'not_signed_in' });
    expect(ended).toHaveBeenCalledTimes(2);
  });

  it('says that it is offline when nothing answers, and reads what is not JSON', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    const api = createApiClient('http://x', () => Promise.resolve('token'));
    await expect(api.get('/a')).rejects.toMatchObject({ code: 'offline' });
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('<html>', { status: 502 })));
    await expect(api.get('/a')).rejects.toMatchObject({ code: 'internal', status: 502 });
  });
});

describe('undoable', () => {
  afterEach(() => void vi.useRealTimers());

  it('acts after a while, unless it is undone, and at once when the page goes', () => {
    vi.useFakeTimers();
    const acts = [vi.fn(), vi.fn(), vi.fn()] as const;
    undoable(acts[0], 1000);
    undoable(acts[1], 1000)();
    vi.advanceTimersByTime(1001);
    undoable(acts[2], 1000);
    window.dispatchEvent(new Event('pagehide'));
    vi.advanceTimersByTime(5000);
    expect(acts.map((act) => act.mock.calls.length)).toEqual([1, 0, 1]);
  });
});
