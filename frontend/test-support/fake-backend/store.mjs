/** What the fake service remembers: documents, conversations, and how they change with time. */
import { makePassages } from './sample.mjs';

let counter = 0;
export function newId() {
  return `01J${String(Date.now()).padStart(13, '0')}${String(counter++).padStart(6, '0')}`;
}

export function blank(fields) {
  return {
    text: '',
    status: 'complete',
    sources: [],
    citations: [],
    model: null,
    usage: { input_tokens: 0, output_tokens: 0, price_usd: 0 },
    timings_ms: {},
    created_at: new Date().toISOString(),
    feedback: null,
    error: null,
    evidence: null,
    ...fields,
  };
}

export class FakeStore {
  documents = new Map();
  conversations = new Map();
  notes = new Map();
  collections = new Map();
  #content = new Map();
  /** Called with every document that has changed. */
  onDocument = () => undefined;

  /** `content` are its passages, as text and heading; without it they are the sample's. */
  addDocument({ content, ...fields }) {
    const now = fields.created_at ?? new Date().toISOString();
    const document = {
      id: newId(),
      filename: 'report.pdf',
      content_type: fields.filename?.endsWith('.pdf') === false ? 'text/plain' : 'application/pdf',
      size: 482_133,
      tags: [],
      status: 'ready',
      progress: null,
      failure: null,
      pages: fields.filename?.endsWith('.pdf') === false ? null : 8,
      passages: 24,
      tokens: 5_400,
      language: 'en',
      version: 1,
      created_at: now,
      updated_at: now,
      ready_at: now,
      ...fields,
    };
    this.documents.set(document.id, document);
    if (content) this.#content.set(document.id, content);
    return document;
  }

  change(id, fields) {
    const old = this.documents.get(id);
    if (!old) return;
    const next = { ...old, ...fields, updated_at: new Date().toISOString() };
    this.documents.set(id, next);
    this.onDocument(next);
  }

  /** The steps from an arrived file to a ready document; a name with "broken" in it fails. */
  async ingest(id, pause) {
    const broken = this.documents.get(id)?.filename.includes('broken');
    const step = async (fields) => {
      this.change(id, { failure: null, ...fields });
      await pause();
    };
    await step({ status: 'queued' });
    await step({ status: 'extracting' });
    if (broken) {
      const failure = {
        code: 'unreadable',
        message: 'This file is damaged and cannot be read.',
        retryable: true,
      };
      return this.change(id, { status: 'failed', progress: null, failure });
    }
    for (const done of [8, 16, 24]) await step({ status: 'embedding', progress: { done, total: 24 } });
    await step({ status: 'indexing', progress: null });
    this.change(id, { status: 'ready', progress: null, ready_at: new Date().toISOString() });
  }

  passages(id) {
    const document = this.documents.get(id);
    return document ? makePassages(document, this.#content.get(id)) : [];
  }

  /** The first sentences of its passages, and what the service would ask of the sample. */
  guide(id) {
    const passages = this.passages(id).filter(({ ordinal }) => ordinal < 9 && ordinal % 3 === 0);
    const summary = passages.flatMap(({ text, start, page, ordinal }) => {
      const [sentence] = /^[^\n]*?[.!?](?=\s|$)/.exec(text) ?? [];
      return sentence ? [{ text: sentence, start, end: start + [...sentence].length, page, ordinal }] : [];
    });
    return {
      summary,
      questions: ['How much did net sales grow?', 'What was the dividend?'],
      made_by: 'rules',
    };
  }

  sources() {
    const ready = this.listDocuments().filter((document) => document.status === 'ready');
    const first = ready.find((document) => document.filename.endsWith('.pdf')) ?? ready[0];
    if (!first) return [];
    const all = this.passages(first.id);
    const other = ready.find((document) => document !== first);
    const passages = [all[0], all[4], all[1], other ? this.passages(other.id)[2] : all[2], all[3]];
    return passages.filter(Boolean);
  }

  listDocuments() {
    return [...this.documents.values()].sort((a, b) => b.id.localeCompare(a.id));
  }

  addConversation(title, messages = [], updatedAt = new Date().toISOString()) {
    const conversation = { id: newId(), title, created_at: updatedAt, updated_at: updatedAt, messages };
    this.conversations.set(conversation.id, conversation);
    return conversation;
  }

  /** A collection that holds these documents; `owner` is an address. */
  addCollection(name, documentIds = [], owner = undefined) {
    const now = new Date().toISOString();
    const collection = {
      id: newId(),
      name,
      created_at: now,
      updated_at: now,
      held: new Set(documentIds),
      owner,
    };
    this.collections.set(collection.id, collection);
    return collection;
  }

  /** A note of its own words, or about an answer; one that is there already stays. */
  keep({ text = '', message_id: messageId }) {
    const message = messageId && this.message(messageId);
    const id = message?.id ?? newId();
    const now = new Date().toISOString();
    if (!this.notes.has(id)) {
      const answer = message ? this.#kept(message) : null;
      this.notes.set(id, { id, text, answer, created_at: now, updated_at: now });
    }
    return this.notes.get(id);
  }

  #kept(message) {
    const { conversation_id, text, citations, sources, model, created_at, markers = null } = message;
    const { messages } = this.conversations.get(conversation_id);
    const question = messages[messages.indexOf(message) - 1]?.text ?? '';
    const brief = sources.map(({ text: _, ...source }) => source);
    return {
      ...{ conversation_id, message_id: message.id, question, text, markers },
      ...{ citations, sources: brief, model, created_at },
    };
  }

  message(id) {
    for (const { messages } of this.conversations.values()) {
      const found = messages.find((message) => message.id === id);
      if (found) return found;
    }
    return null;
  }
}
