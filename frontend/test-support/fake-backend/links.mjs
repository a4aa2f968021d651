/** Links to frozen copies of conversations, faked. */
import { randomBytes } from 'node:crypto';

const problem = (status, code, message) => [status, { error: { code, message, request_id: 'r' } }];
const missing = (code = 'not_found') => problem(404, code, 'This does not exist.');
/** What a copy keeps of a message; of an answer its citations too. */
const COPIED = ['id', 'role', 'text', 'markers', 'model', 'created_at', 'reply_to', 'after'];
const pick = (message, names) => Object.fromEntries(names.map((name) => [name, message[name] ?? null]));

export class FakeLinks {
  links = [];
  #copies = new Map();
  /** Whether the reader made the links, and may read the documents. */
  own = true;

  constructor(store) {
    this.store = store;
  }

  make(conversationId, days) {
    const conversation = this.store.conversations.get(conversationId);
    if (!conversation) return missing('conversation_not_found');
    if (!Number.isInteger(days) || days < 1 || days > 90)
      return problem(400, 'invalid_request', 'days is a whole number from 1 to 90.');
    const id = `owner_${randomBytes(13).toString('hex')}`;
    const link = {
      id,
      conversation_id: conversationId,
      title: conversation.title,
      created_at: new Date().toISOString(),
      expires_at: new Date(Date.now() + days * 86_400_000).toISOString(),
      messages: conversation.messages.length,
    };
    this.links.unshift(link);
    this.#copies.set(id, structuredClone(conversation.messages));
    return [201, link];
  }

  rest(method, id) {
    if (!id) return [200, { items: this.links }];
    const link = this.links.find((one) => one.id === id);
    if (!link) return missing();
    if (method === 'DELETE') {
      this.links = this.links.filter((one) => one !== link);
      return [202, {}];
    }
    const { conversation_id, title, created_at, expires_at } = link;
    const items = this.#copies.get(id).map((message) => ({
      ...pick(message, COPIED),
      citations: (message.citations ?? []).map((one) =>
        this.own ? one : { ...one, quote: '', heading: [] },
      ),
    }));
    const head = { conversation_id, title, created_at, expires_at };
    return [200, { ...head, own: this.own, items, next_cursor: null }];
  }
}
