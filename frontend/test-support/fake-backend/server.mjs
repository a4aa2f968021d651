/**
 * The service of docs/protocol.md, faked in one process for tests of the page: REST, socket, sign-in, the file
 * store, and the built page itself with its security headers.
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FakeAdmin } from './admin.mjs';
import { FakeChat } from './chat.mjs';
import { FakeCognito } from './cognito.mjs';
import { FakeLinks } from './links.mjs';
import { PDF_LINES, makePdf } from './sample.mjs';
import { FakeSharing, noCollection } from './sharing.mjs';
import { FakeSources } from './sources.mjs';
import { FakeStore } from './store.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
};
TYPES['.svg'] = 'image/svg+xml';
TYPES['.png'] = 'image/png';
TYPES['.json'] = 'application/json';
TYPES['.woff2'] = 'font/woff2';

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The newest messages, or those before the cursor: the id of the one that follows them. */
function messagesPage(conversation, query) {
  const before = conversation.messages.findIndex(({ id }) => id === query.get('cursor'));
  const end = before < 0 ? conversation.messages.length : before;
  const start = Math.max(0, end - Number(query.get('limit') ?? 200));
  const brief = query.get('sources') === 'brief';
  const messages = conversation.messages.slice(start, end).map((message) => ({
    ...message,
    sources: brief ? message.sources.map(({ text: _, ...source }) => source) : message.sources,
  }));
  return { ...conversation, messages, next_cursor: start > 0 ? conversation.messages[start].id : null };
}

/** What an unproven token says of who asks. */
function claimsOf({ headers: { authorization } }) {
  const claims = authorization?.split('.')[1];
  return claims ? JSON.parse(Buffer.from(claims, 'base64url').toString()) : {};
}

export class FakeBackend {
  store = new FakeStore();
  chat = new FakeChat(this.store);
  admin = new FakeAdmin();
  links = new FakeLinks(this.store);
  sharing = new FakeSharing(this.store);
  sources = new FakeSources();
  pace = 150;
  /** Set to true to make every REST call fail as an unreachable service does. */
  down = false;
  /** Set to true to refuse every token, as for an account that is disabled. */
  refuseTokens = false;
  /** While true, uploads to the store come to no end; `releaseUploads` lets them. */
  holdUploads = false;
  #held = [];
  exporting = 'none';
  /** Every rating given. */
  feedback = [];
  /** Refuses every change of a document or conversation with this sentence. */
  refusal = null;
  /** What stands in every PDF. */
  pdfLines = PDF_LINES;
  pdfPages = 2;
  /** Every REST call, such as "DELETE /documents/1". */
  requests = [];

  constructor(options = {}) {
    this.cognito = new FakeCognito(options);
    this.demo = options.demo ?? { email: 'demo@grail.local', password: 'Grail-demo-1' };
    this.cognito.addUser(this.demo.email, this.demo.password);
  }

  async start(port = 0) {
    this.server = createServer((request, response) => {
      this.#answer(request, response).catch((error) => response.writeHead(500).end(String(error)));
    });
    this.server.on('upgrade', (request, socket, head) => this.chat.upgrade(request, socket, head));
    await new Promise((resolve) => this.server.listen(port, '127.0.0.1', resolve));
    this.url = `http://localhost:${this.server.address().port}`;
    return this;
  }

  async stop() {
    this.chat.close();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  releaseUploads() {
    this.holdUploads = false;
    for (const go of this.#held.splice(0)) go();
  }

  async #answer(request, response) {
    const url = new URL(request.url, this.url);
    const json = (status, value, headers = {}) =>
      response
        .writeHead(status, { 'Content-Type': 'application/json', ...headers })
        .end(JSON.stringify(value));
    if (url.pathname === '/config.json') return json(200, { api_url: `${this.url}/api`, demo: this.demo });
    if (url.pathname === '/cognito/') return this.#signIn(request, json);
    if (url.pathname.startsWith('/s3')) return this.#s3(request, response, url);
    if (!url.pathname.startsWith('/api')) return this.#page(response, url.pathname);
    if (this.down) return response.destroy();
    this.requests.push(`${request.method} ${url.pathname.slice(4)}`);
    const body = request.method === 'GET' ? null : JSON.parse((await bodyOf(request)).toString() || 'null');
    if (this.refuseTokens && url.pathname !== '/api/config') {
      return json(401, {
        error: { code: 'session_expired', message: 'Your session has ended.', request_id: 'r' },
      });
    }
    const path = url.pathname.slice(4);
    const [status, value] = this.#rest(request.method, path, url.searchParams, body, claimsOf(request));
    json(status, value);
  }

  async #signIn(request, json) {
    const operation = request.headers['x-amz-target'].split('.')[1];
    const type = { 'Content-Type': 'application/x-amz-json-1.1' };
    try {
      json(200, this.cognito.handle(operation, JSON.parse((await bodyOf(request)).toString())), type);
    } catch (error) {
      json(400, { __type: error.name, message: error.message }, type);
    }
  }

  async #s3(request, response, url) {
    const id = url.pathname.split('/')[2];
    if (request.method === 'POST') {
      await bodyOf(request);
      if (this.holdUploads) await new Promise((resolve) => this.#held.push(resolve));
      void this.store.ingest(id, () => new Promise((resolve) => setTimeout(resolve, this.pace)));
      return response.writeHead(204).end();
    }
    const pdf = makePdf(this.pdfLines, this.pdfPages);
    return response
      .writeHead(200, { 'Content-Type': 'application/pdf', 'Content-Length': pdf.length })
      .end(pdf);
  }

  async #page(response, path) {
    const file = extname(path) ? path : '/index.html';
    const headers = JSON.parse(await readFile(join(ROOT, 'security-headers.json'), 'utf8'));
    for (const { key, value } of headers) {
      const company = this.cognito.company ? ` https://${this.cognito.company.domain}` : '';
      const connect = `${this.url} ${this.url.replace('http', 'ws')}${company}`;
      if (key !== 'Strict-Transport-Security') response.setHeader(key, value.replace('{connect}', connect));
    }
    try {
      const body = await readFile(join(ROOT, 'dist', file));
      response
        .writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream' })
        .end(body);
    } catch {
      response.writeHead(404).end();
    }
  }

  #config() {
    return {
      stage: 'test',
      version: '0.0.0',
      auth: {
        region: 'us-east-1',
        user_pool_id: this.cognito.poolId,
        client_id: this.cognito.clientId,
        endpoint: `${this.url}/cognito/`,
        sign_up: this.cognito.signUp,
        sign_up_domains: this.cognito.domains,
        company: this.cognito.company,
      },
      websocket_url: `${this.url.replace('http', 'ws')}/socket`,
      upload: {
        max_bytes: 50 * 1024 * 1024,
        extensions: ['pdf', 'docx', 'pptx', 'xlsx', 'html', 'md', 'txt', 'csv'],
      },
      models: this.admin.offered(),
      embedding: { model: 'fake', dimensions: 384 },
    };
  }

  #rest(method, path, query, body, { email: person, 'cognito:groups': groups = [] }) {
    const [, kind, id, part] = path.split('/');
    const missing = (what) => [
      404,
      { error: { code: `${what}_not_found`, message: 'It does not exist.', request_id: 'r' } },
    ];
    if (this.refusal !== null && method === 'PATCH')
      return [409, { error: { code: 'conflict', message: this.refusal, request_id: 'r' } }];
    if (path === '/config') return [200, this.#config()];
    if (path === '/socket-tickets') return [200, this.chat.newTicket(person)];
    if (path === '/search') {
      const [id = this.store.listDocuments()[0]?.id] = body.document_ids ?? [];
      return [200, { passages: this.store.passages(id).slice(2, 6), evidence: 'enough', timings_ms: {} }];
    }
    if (path === '/usage') return [200, this.#usage()];
    if (kind === 'sources') return this.sources.rest(method, id, part, query, body) ?? missing('source');
    if (kind === 'links') return this.links.rest(method, id);
    if (kind === 'conversations' && part === 'links') return this.links.make(id, body.days);
    if (path === '/account/acts') return [200, { items: this.admin.acts }];
    if (kind === 'admin')
      return (groups.includes('admins') && this.admin.rest(method, path, query, body)) || missing('route');
    if (path === '/account/export') return [method === 'POST' ? 202 : 200, this.#export(method)];
    if (path === '/tokens')
      return method === 'POST' ? [201, this.#token(body)] : [200, { items: [this.#token()] }];
    if (kind === 'tokens') return [202, {}];
    if (kind === 'invitations') return this.sharing.invitations(method, person, id);
    if (kind === 'collections')
      return this.#collections(method, path, query, body, person) ?? missing('collection');
    if (kind === 'notes') return this.#notes(method, id, query, body) ?? missing('note');
    if (kind === 'documents')
      return this.#documents(method, id, part, query, body, person) ?? missing('document');
    if (kind === 'conversations')
      return this.#conversations(method, path, query, body) ?? missing('conversation');
    return missing('route');
  }

  /** Asked for it is being made, and ready when it is looked at again. */
  #export(method) {
    const state =
      this.exporting === 'none' && method === 'GET' ? 'none' : method === 'POST' ? 'running' : 'ready';
    this.exporting = state;
    const link = { url: `${this.url}/s3/archive`, expires_at: '2030-01-01T00:00:00.000Z' };
    return {
      state,
      documents: 3,
      total: 4,
      bytes: 3_500_000,
      asked_at: '2029-12-31T00:00:00.000Z',
      ended_at: null,
      kept_until: state === 'ready' ? '2030-01-07T00:00:00.000Z' : null,
      failure: null,
      link: state === 'ready' ? link : null,
    };
  }

  /** A token for a program; a new one is told with its secret. */
  #token(made) {
    const { name = 'Assistant on the desk', scopes = ['read', 'ask'] } = made ?? {};
    return {
      id: '01TOKEN',
      name,
      scopes,
      created_at: '2029-12-31T00:00:00.000Z',
      expires_at: '2030-03-31T00:00:00.000Z',
      last_used_at: made ? null : '2030-01-01T00:00:00.000Z',
      ...(made && {
        token:
          'grail_0a1b2c3d-0000-4000-8000-00000000000a_01M8QAG6J2WEMAHBKP8S40XR7Y_secretsecretsecretsecretsecretsecretsecret',
      }),
    };
  }

  #usage() {
    const days = Array.from({ length: 12 }, (_, index) => ({
      day: new Date(Date.now() - index * 2 * 86_400_000).toISOString().slice(0, 10),
      questions: 3 + ((index * 7) % 11),
      input_tokens: 9_000 + index * 700,
      output_tokens: 1_200,
      embedded_tokens: 22_000,
      price_usd: 0.01 + ((index * 5) % 7) / 100,
    }));
    const clients = [
      { kind: 'page', id: null, name: null, questions: 20, price_usd: 0.31 },
      { kind: 'token', id: 't1', name: 'Nightly report', questions: 9, price_usd: 0.12 },
      { kind: 'token', id: 't0', name: null, questions: 2, price_usd: 0.02 },
    ];
    return {
      days,
      clients,
      stored: { documents: this.store.documents.size, bytes: 3_500_000, notes: this.store.notes.size },
      caps: {
        daily_questions: 200,
        daily_price_usd: 1,
        documents: 10_000,
        bytes: 20 * 1024 ** 3,
        notes: 1_000,
      },
    };
  }

  #paged(items, query) {
    const limit = Number(query.get('limit') ?? 50);
    const from = Number(query.get('cursor') ?? 0);
    const next = from + limit;
    return [200, { items: items.slice(from, next), next_cursor: next < items.length ? String(next) : null }];
  }

  #target(document) {
    return {
      document,
      upload: { url: `${this.url}/s3/${document.id}`, fields: { key: document.id, policy: 'fake' } },
    };
  }

  #documents(method, id, part, query, body, person) {
    const own = (document) => this.sharing.owns(person, document);
    if (!id && method === 'GET') return this.#paged(this.store.listDocuments().filter(own), query);
    if (!id) {
      const { filename, size, folder = null, collection_id: collectionId } = body;
      const fields = { filename, size, folder, status: 'uploading', ready_at: null };
      if (!collectionId) return [201, this.#target(this.store.addDocument(fields))];
      const added = this.sharing.contribute(person, this.store.collections.get(collectionId), fields);
      return added ? [201, this.#target(added)] : noCollection();
    }
    const document = this.store.documents.get(id);
    if (!document || !this.sharing.readsDocument(person, document)) return null;
    if (part === 'passages') {
      const from = Number(query.get('ordinal'));
      return [
        200,
        { items: this.store.passages(id).slice(from, from + Number(query.get('limit'))), next_cursor: null },
      ];
    }
    if (part === 'guide') return [200, this.store.guide(id)];
    if (part === 'content' && method === 'GET') return [200, { url: `${this.url}/s3/${id}`, expires_at: '' }];
    if (part === 'content') return [200, this.#target(document)];
    if (part === 'retry') {
      this.store.change(id, { filename: document.filename.replace('broken', 'mended') });
      void this.store.ingest(id, () => new Promise((resolve) => setTimeout(resolve, this.pace)));
      return [202, this.store.documents.get(id)];
    }
    if (method === 'PATCH') this.store.change(id, body);
    if (method === 'DELETE') this.store.documents.delete(id);
    return [method === 'DELETE' ? 202 : 200, this.store.documents.get(id) ?? {}];
  }

  #collections(method, path, query, body, person) {
    const [, , id, part, documentId] = path.split('/');
    const { collections, documents } = this.store;
    const shown = (collection) => this.sharing.shown(person, collection);
    if (!id && query.get('shared')) return this.sharing.shared(person);
    if (!id && method === 'GET') {
      const own = [...collections.values()].filter((one) => this.sharing.owns(person, one));
      return this.#paged(own.reverse().map(shown), query);
    }
    if (!id) return [201, shown(this.store.addCollection(body.name))];
    const collection = collections.get(id);
    if (!collection || !this.sharing.reads(person, collection)) return null;
    if (part === 'grants') return this.sharing.given(method, person, collection, documentId, body);
    if (part === 'membership') return this.sharing.leave(person, collection);
    if (part && method === 'GET') {
      return this.#paged(
        [...collection.held].flatMap((one) => {
          const document = documents.get(one);
          return document ? [this.sharing.shownDocument(person, document)] : [];
        }),
        query,
      );
    }
    if (part && method === 'POST') collection.held.add(body.document_id);
    else if (part) return this.sharing.takeOut(person, collection, documentId);
    else if (method === 'DELETE') collections.delete(id);
    else Object.assign(collection, body);
    return [200, shown(collection)];
  }

  #notes(method, id, query, body) {
    const { notes } = this.store;
    if (method === 'GET') return this.#paged([...notes.values()].reverse(), query);
    if (method === 'POST') return [201, this.store.keep(body)];
    const note = notes.get(id);
    if (!note) return null;
    if (method === 'DELETE') notes.delete(id);
    else Object.assign(note, body, { updated_at: new Date().toISOString() });
    return [200, note];
  }

  #conversations(method, path, query, body) {
    const [, , id, part, messageId] = path.split('/');
    const head = ({ messages: _, ...conversation }) => conversation;
    if (!id) {
      const all = [...this.store.conversations.values()].sort((a, b) =>
        b.updated_at.localeCompare(a.updated_at),
      );
      const words = (query.get('q') ?? '').toLowerCase();
      if (query.get('filed')) return this.#paged(all.filter(({ folder }) => folder).map(head), query);
      if (query.get('pinned')) return this.#paged(all.filter(({ pinned }) => pinned).map(head), query);
      const holds = ({ title, messages }) =>
        [title, ...messages.map(({ text }) => text)].some((text) => text.toLowerCase().includes(words));
      return this.#paged(all.filter(holds).map(head), query);
    }
    const conversation = this.store.conversations.get(id);
    if (!conversation) return null;
    if (part === 'messages' && method === 'GET') {
      return [200, { sources: this.store.message(messageId)?.sources ?? [] }];
    }
    if (part === 'messages') {
      this.feedback.push(body);
      return [200, body];
    }
    if (method === 'PATCH')
      Object.assign(conversation, body, 'folder' in body && { folder: body.folder || null });
    if (method === 'DELETE') this.store.conversations.delete(id);
    if (method === 'GET') return [200, messagesPage(conversation, query)];
    return [method === 'DELETE' ? 202 : 200, head(conversation)];
  }
}
