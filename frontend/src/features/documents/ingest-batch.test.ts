import { describe, expect, it } from 'vitest';
import { IngestBatches, type BatchEnd } from '@/features/documents/ingest-batch';
import type { Upload } from '@/features/documents/upload-queue';
import type { GrailDocument } from '@/types/api';

const doc = (id: string, status: GrailDocument['status'], more: Partial<GrailDocument> = {}) =>
  ({ id, status, progress: null, note: null, ...more }) as GrailDocument;
const upload = (key: string, more: Partial<Upload> = {}) =>
  ({ key, documentId: null, replaces: null, state: 'sending', sent: 0, ...more }) as Upload;

function setUp() {
  const batches = new IngestBatches();
  const ends: BatchEnd[] = [];
  batches.onEnd((end) => ends.push(end));
  const look = (documents: GrailDocument[], uploads: Upload[] = [], at = 0) => {
    batches.look({ documents, uploads }, at);
    return batches.getState();
  };
  return { look, ends };
}

describe('a batch', () => {
  it('is nothing while all is read', () => {
    const { look, ends } = setUp();
    expect(look([doc('a', 'ready'), doc('b', 'failed')])).toBeNull();
    expect(ends).toEqual([]);
  });

  it('counts what is sent, read, ready and failed until all have come to an end', () => {
    const { look, ends } = setUp();
    expect(look([doc('old', 'ready')], [upload('1'), upload('2')])).toMatchObject({ total: 2, ready: 0 });
    const both = [upload('1', { documentId: 'a' }), upload('2')];
    expect(look([doc('old', 'ready'), doc('a', 'uploading')], both)).toMatchObject({ total: 2 });
    const one = [doc('old', 'ready'), doc('a', 'ready'), doc('b', 'embedding')];
    expect(look(one)).toMatchObject({ total: 2, ready: 1, failed: 0 });
    expect(look([doc('old', 'ready'), doc('a', 'ready'), doc('b', 'failed')], [], 5_000)).toBeNull();
    expect(ends).toEqual([{ ready: 1, failed: 1, took: 5_000 }]);
    expect(look([doc('c', 'queued')])).toMatchObject({ total: 1 });
  });

  it('forgets what was deleted or called off meanwhile', () => {
    const { look, ends } = setUp();
    look([doc('a', 'queued'), doc('b', 'queued')]);
    expect(look([doc('b', 'queued')])).toMatchObject({ total: 1 });
    expect(look([])).toBeNull();
    expect(ends).toEqual([]);
  });

  it('does not count a document as ready while its new version comes', () => {
    const { look } = setUp();
    expect(look([doc('a', 'ready')], [upload('1', { replaces: 'a' })])).toMatchObject({ total: 1, ready: 0 });
  });

  it('says each reason to wait once, and how long it takes', () => {
    const { look } = setUp();
    const wait = (id: string) => doc(id, 'queued', { note: 'Others are read first.' });
    const half = (done: number) => doc('c', 'embedding', { progress: { done, total: 100 } });
    expect(look([wait('a'), wait('b'), half(0)])).toMatchObject({
      notes: ['Others are read first.'],
      secondsLeft: null,
    });
    const later = look([wait('a'), wait('b'), half(50)], [], 20_000);
    expect(later?.secondsLeft).toBeGreaterThan(20);
    expect(later?.part).toBeGreaterThan(0.25);
  });

  it('ends with an upload that has failed', () => {
    const { look } = setUp();
    look([], [upload('1')]);
    expect(look([], [upload('1', { state: 'failed' })])).toBeNull();
  });
});
