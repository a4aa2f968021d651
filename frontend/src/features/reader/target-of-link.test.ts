import { expect, it } from 'vitest';
import { targetOfLink } from '@/features/reader/target-of-link';
import type { ApiClient } from '@/lib/api-client';

const passages = [
  { document_id: 'd', filename: 'a.txt', ordinal: 3, page: 2, start: 100, end: 110, text: '😀 opens at' },
  { document_id: 'd', filename: 'a.txt', ordinal: 4, page: 2, start: 111, end: 120, text: 'nine each' },
];

function service(items = passages): ApiClient & { asked: string[] } {
  const asked: string[] = [];
  const get = (path: string) => {
    asked.push(path);
    return Promise.resolve(path.includes('/passages') ? { items } : { id: 'd', filename: 'a.txt', pages: 3 });
  };
  return { get, asked } as unknown as ApiClient & { asked: string[] };
}

const { signal } = new AbortController();

it('opens the passage that a link names', async () => {
  const api = service();
  const target = await targetOfLink(api, { documentId: 'd', ordinal: 3, quote: null }, signal);
  expect(target).toMatchObject({ documentId: 'd', ordinal: 3, page: 2, quote: null });
  expect(api.asked).toContain('/documents/d/passages?ordinal=3&limit=1');
});

it('marks the words that a link names, in the passage that has them', async () => {
  const link = { documentId: 'd', ordinal: 3, quote: { start: 102, end: 107 } };
  const first = await targetOfLink(service(), link, signal);
  expect(first.quote).toEqual({ start: 102, end: 107, text: 'opens', verified: true });
  const next = await targetOfLink(service(), { ...link, quote: { start: 111, end: 115 } }, signal);
  expect(next).toMatchObject({ ordinal: 4, quote: { text: 'nine' } });
});

it('opens the document where the passage is there no more', async () => {
  const target = await targetOfLink(service([]), { documentId: 'd', ordinal: 9, quote: null }, signal);
  expect(target).toMatchObject({ documentId: 'd', ordinal: 0, page: 1, passage: null });
});
