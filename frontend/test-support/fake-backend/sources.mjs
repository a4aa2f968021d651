/** Sources of the web, faked: a run goes on until a test ends it. */
import { newId } from './store.mjs';

const NO_COUNTS = {
  read: 0,
  unchanged: 0,
  added: 0,
  changed: 0,
  renamed: 0,
  deleted: 0,
  failed: 0,
  bytes: 0,
  tokens: 0,
  price_usd: 0,
};

const problem = (status, code, message) => [status, { error: { code, message, request_id: 'r' } }];

export class FakeSources {
  sources = new Map();
  /** Pages by the id of their source. */
  items = new Map();
  /** What sources were made of. */
  wishes = [];
  /** What each run was begun with. */
  runs = [];
  /** How sources were ended: `keep` or `remove`. */
  ended = [];

  add({ address, follow = 'links', every_hours = 24, most_items = 500, paused = false, ...fields }) {
    const now = new Date().toISOString();
    const source = {
      id: newId(),
      kind: address.startsWith('s3:') ? 's3' : 'web',
      address,
      scope: { follow, path: '/', depth: 5 },
      caps: { items: most_items, bytes: 500 * 1024 ** 2, price_usd: 1 },
      every_hours,
      tags: [],
      paused,
      state: 'idle',
      dry: false,
      counts: NO_COUNTS,
      items: 0,
      last: null,
      next_run_at: null,
      created_at: now,
      updated_at: now,
      ...fields,
    };
    this.sources.set(source.id, source);
    this.items.set(source.id, []);
    return source;
  }

  addItem(sourceId, address, fields = {}) {
    const item = {
      id: newId(),
      address,
      state: 'kept',
      document_id: null,
      checked_at: new Date().toISOString(),
      failure: null,
      ...fields,
    };
    this.items.get(sourceId).push(item);
  }

  /** A run is so far. */
  count(source, counts) {
    Object.assign(source, { counts: { ...NO_COUNTS, ...counts } });
  }

  /** The run ends. */
  finish(source, { counts = {}, ...result } = {}) {
    const now = new Date().toISOString();
    const all = { ...source.counts, ...counts };
    const last = { outcome: 'complete', began_at: now, ended_at: now, items: all.read, documents: all.read };
    Object.assign(source, {
      state: 'idle',
      counts: all,
      last: { ...last, dry: source.dry, counts: all, deletions: 0, failure: null, ...result },
      next_run_at: source.paused ? null : new Date(Date.now() + 86_400_000).toISOString(),
      dry: false,
    });
  }

  #run(source, body) {
    if (source.state !== 'idle') return problem(409, 'conflict', 'A run goes on.');
    this.runs.push(body);
    Object.assign(source, { state: 'running', dry: body.dry ?? false, counts: NO_COUNTS, next_run_at: null });
    return [202, source];
  }

  /** Null for a source that is not there. */
  rest(method, id, part, query, body) {
    if (!id && method === 'GET')
      return [200, { items: [...this.sources.values()].reverse(), next_cursor: null }];
    if (!id && body.address.includes('//localhost'))
      return problem(400, 'invalid_request', 'This address is not public.');
    if (!id && (body.most_items < 1 || body.every_hours < 0))
      return problem(400, 'invalid_request', 'There is at least one page.');
    if (!id) {
      this.wishes.push(body);
      const source = this.add(body);
      if (!source.paused) this.#run(source, {});
      return [201, source];
    }
    const source = this.sources.get(id);
    if (!source) return null;
    if (part === 'runs') return this.#run(source, body);
    if (part === 'items') return [200, { items: this.items.get(id), next_cursor: null }];
    if (method === 'PATCH') Object.assign(source, body);
    if (method === 'DELETE') {
      this.ended.push(query.get('documents'));
      source.state = 'ending';
    }
    return [method === 'DELETE' ? 202 : 200, source];
  }
}
