/** Links to frozen copies of conversations, faked. */
import { randomBytes } from 'node:crypto';

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
    if (!conversation) return null;
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
    return link;
  }

  rest(method, id) {
    if (!id) return [200, { items: this.links }];
    const link = this.links.find((one) => one.id === id);
    if (!link)
      return [404, { error: { code: 'not_found', message: 'This does not exist.', request_id: 'r' } }];
    if (method === 'DELETE') {
      this.links = this.links.filter((one) => one !== link);
      return [202, {}];
    }
    const items = this.#copies.get(id).map((message) => ({
      ...message,
      citations: (message.citations ?? []).map((one) =>
        this.own ? one : { ...one, quote: '', heading: [] },
      ),
    }));
    return [200, { ...link, own: this.own, items, next_cursor: null }];
  }
}
