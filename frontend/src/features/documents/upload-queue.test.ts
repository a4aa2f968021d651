import { beforeEach, describe, expect, it, vi } from 'vitest';
import { UploadQueue } from '@/features/documents/upload-queue';
import { UploadError, postToS3 } from '@/features/documents/s3-upload';
import type { ApiClient } from '@/lib/api-client';
import type { GrailDocument } from '@/types/api';

vi.mock('@/features/documents/s3-upload', async (original) => ({
  ...(await original<object>()),
  postToS3: vi.fn(),
}));

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
const file = (name: string) => new File(['x'], name);

function setUp() {
  const made: string[] = [];
  const deleted: string[] = [];
  const dropped: string[] = [];
  const post = (_path: string, body: { filename: string }) => {
    made.push(body.filename);
    return Promise.resolve({ document: { id: `d-${body.filename}` }, upload: { url: 'u', fields: {} } });
  };
  const remove = (path: string) => {
    deleted.push(path);
    return Promise.resolve();
  };
  const api = { post, delete: remove } as unknown as ApiClient;
  const queue = new UploadQueue(
    api,
    (_document: GrailDocument) => undefined,
    (id) => dropped.push(id),
  );
  return { queue, made, deleted, dropped };
}

const flat = { id: 'c1', name: 'Flat' };

describe('UploadQueue', () => {
  let finish: (() => void)[] = [];
  let fail: ((error: Error) => void)[] = [];

  beforeEach(() => {
    finish = [];
    fail = [];
    vi.mocked(postToS3).mockImplementation(
      () =>
        new Promise((resolve, reject) => {
          finish.push(resolve);
          fail.push(reject);
        }),
    );
  });

  it('sends three at a time, and the next when one is done', async () => {
    const { queue, made } = setUp();
    queue.add(['a', 'b', 'c', 'd', 'e'].map((name) => file(`${name}.md`)));
    await settle();
    expect(made).toHaveLength(3);
    finish[0]?.();
    await settle();
    expect(made).toHaveLength(4);
    expect(queue.getState()).toHaveLength(4);
  });

  it('keeps a broken upload with its reason, and tries it again', async () => {
    const { queue, deleted, made } = setUp();
    queue.add([file('a.md')]);
    await settle();
    fail[0]?.(new UploadError('broken'));
    await settle();
    const [upload] = queue.getState();
    expect(upload).toMatchObject({ state: 'failed', problem: 'The upload was interrupted.' });
    queue.retry(upload?.key ?? '');
    await settle();
    expect(deleted).toEqual(['/documents/d-a.md']);
    expect(made).toEqual(['a.md', 'a.md']);
  });

  it('takes the document back when its upload is called off', async () => {
    const { queue, deleted, dropped } = setUp();
    queue.add([file('a.md')]);
    await settle();
    queue.cancel(queue.getState()[0]?.key ?? '');
    await settle();
    expect(queue.getState()).toEqual([]);
    expect(deleted).toEqual(['/documents/d-a.md']);
    expect(dropped).toEqual(['d-a.md']);
  });

  it('takes out of another’s collection what is called off, and deletes nothing of its owner’s', async () => {
    const { queue, deleted, dropped } = setUp();
    queue.add([file('a.md')], { into: flat });
    await settle();
    fail[0]?.(new UploadError('broken'));
    await settle();
    queue.retry(queue.getState()[0]?.key ?? '');
    await settle();
    expect(queue.getState()).toMatchObject([{ into: flat, state: 'sending' }]);
    expect(deleted).toEqual(['/collections/c1/documents/d-a.md']);
    expect(dropped).toEqual(['d-a.md']);
  });

  it('has a destination as long as somebody asks for it', () => {
    const { queue } = setUp();
    const stop = queue.aimAt(flat);
    expect(queue.destination).toBe(flat);
    stop();
    expect(queue.destination).toBeNull();
  });
});
