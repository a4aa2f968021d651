/** The fake socket: tickets, asking, streaming in numbered events, stop and resume. */
import { randomUUID } from 'node:crypto';
import { WebSocketServer } from 'ws';
import { ANSWER, citationsFor, markersOf } from './sample.mjs';
import { blank, newId } from './store.mjs';

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export class FakeChat {
  /** Whose they are. */
  #tickets = new Map();
  #events = new Map();
  #requests = new Map();
  #stops = new Set();
  #server = new WebSocketServer({ noServer: true });
  /** What the next answers say; a test may put its own text here. */
  answer = ANSWER;
  /** Milliseconds between deltas. */
  pace = 25;
  /** Awaited between deltas; a test may wait for the page instead. */
  betweenDeltas = () => wait(this.pace);
  /** Characters of a delta. */
  chunk = 7;
  /** Every question's frame. */
  asked = [];
  /** Whether what was found is about the question: enough, weak or none. */
  evidence = 'enough';
  /** What the answers do beyond one search, as routes and details. */
  steps = [];
  /** What the answers cost, to be accepted first; null where nobody is asked. */
  estimate = null;
  /** Makes the next answer fail. */
  failNext = false;
  /** What a question with REFUSE in it, and an answer that fails, are told. */
  refusal = 'Your budget for today is used up.';
  refusalCode = 'budget_exceeded';
  failure = 'The model is busy. Try again in a moment.';
  /** Sends each second event twice and swaps neighbours, as a network and a resume may. */
  messy = false;

  constructor(store) {
    this.store = store;
    store.onDocument = (document) => this.broadcast({ type: 'document', document }, document.owner);
  }

  newTicket(person) {
    const ticket = randomUUID();
    this.#tickets.set(ticket, person);
    return { ticket, expires_at: new Date(Date.now() + 60_000).toISOString() };
  }

  upgrade(request, socket, head) {
    const ticket = new URL(request.url, 'http://x').searchParams.get('ticket');
    const person = this.#tickets.get(ticket);
    if (!this.#tickets.delete(ticket)) return socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
    this.#server.handleUpgrade(request, socket, head, (client) => {
      client.person = person;
      client.on('message', (data) => this.#receive(client, JSON.parse(data.toString())));
    });
  }

  /** To everybody, or to one person. */
  broadcast(event, person) {
    for (const client of this.#server.clients)
      if (person === undefined || client.person === person) client.send(JSON.stringify(event));
  }

  /** Cuts every connection, as a lost network does. */
  cut() {
    for (const client of this.#server.clients) client.terminate();
  }

  close() {
    this.cut();
    this.#server.close();
  }

  #receive(client, frame) {
    const send = (event) => client.send(JSON.stringify(event));
    if (frame.action === 'ping') send({ type: 'pong' });
    if (frame.action === 'renew') send({ type: 'renewed' });
    if (frame.action === 'stop') this.#stops.add(frame.message_id);
    if (frame.action === 'resume') this.#replay(send, frame.message_id, frame.after_seq);
    if (frame.action === 'ask') this.#ask(send, frame);
  }

  #replay(send, id, after) {
    for (const event of this.#events.get(id) ?? []) if (event.seq > after) send(event);
  }

  #ask(send, frame) {
    const before = this.#requests.get(frame.request_id);
    if (before) {
      send(before);
      return this.#replay(send, before.message_id, 0);
    }
    if (frame.text.includes('REFUSE')) {
      const error = { code: this.refusalCode, message: this.refusal };
      return send({ type: 'error', request_id: frame.request_id, error });
    }
    this.asked.push(frame);
    const conversation =
      this.store.conversations.get(frame.conversation_id) ??
      this.store.addConversation(frame.text.slice(0, 60));
    const scope = { document_ids: frame.document_ids ?? null, tags: frame.tags ?? null };
    const common = { conversation_id: conversation.id, ...scope };
    const old = conversation.messages.find(({ id }) => id === frame.regenerate_of);
    const after = old ? old.after : (frame.after ?? null);
    const user = blank({ id: newId(), ...common, role: 'user', text: frame.text, after });
    const answer = blank({
      id: newId(),
      ...common,
      after,
      reply_to: old ? old.reply_to : user.id,
      role: 'assistant',
      status: 'streaming',
      model: 'fake.small',
    });
    conversation.messages.push(...(frame.regenerate_of ? [answer] : [user, answer]));
    conversation.updated_at = new Date().toISOString();
    const accepted = {
      type: 'accepted',
      request_id: frame.request_id,
      conversation_id: conversation.id,
      user_message_id: answer.reply_to,
      message_id: answer.id,
    };
    this.#requests.set(frame.request_id, accepted);
    send(accepted);
    const { id, title, updated_at } = conversation;
    this.broadcast({ type: 'conversation', conversation: { id, title, updated_at } });
    void (this.estimate && frame.accept_price === undefined ? this.#askPrice(answer) : this.#stream(answer));
  }

  /** Ends an answer with the question whether it may cost so much. */
  async #askPrice(answer) {
    const tell = this.#teller(answer);
    tell({ type: 'stage', stage: 'searching' });
    await wait(this.pace);
    Object.assign(answer, {
      status: 'complete',
      text: 'This reads much. To go ahead, have this question answered again.',
      markers: [],
      estimate: this.estimate,
      notice: { code: 'price_to_confirm', message: 'Nothing has been read yet.' },
    });
    tell({ type: 'delta', text: answer.text, markers: [] });
    tell({ type: 'done', message: answer });
  }

  #teller(answer) {
    const told = [];
    this.#events.set(answer.id, told);
    let late = null;
    return (event) => {
      const numbered = { ...event, message_id: answer.id, seq: told.length + 1 };
      told.push(numbered);
      if (!this.messy) return this.broadcast(numbered);
      if (numbered.seq % 3 === 1 && event.type === 'delta') return void (late = numbered);
      this.broadcast(numbered);
      this.broadcast(numbered);
      if (late) this.broadcast(late);
      late = null;
    };
  }

  async #stream(answer) {
    const tell = this.#teller(answer);
    const fail = this.failNext;
    this.failNext = false;
    tell({ type: 'stage', stage: 'searching' });
    for (const step of this.steps) tell({ type: 'stage', stage: 'searching', ...step });
    answer.steps = this.steps;
    await wait(this.pace * 6);
    tell({ type: 'stage', stage: 'reading' });
    answer.sources = this.store.sources();
    await wait(this.pace * 4);
    answer.evidence = this.evidence;
    tell({ type: 'sources', passages: answer.sources, first: 1, evidence: answer.evidence });
    tell({ type: 'stage', stage: 'writing' });
    const pieces = new RegExp(`[\\s\\S]{1,${this.chunk}}`, 'g');
    const ahead = markersOf(this.answer);
    answer.markers = [];
    let characters = 0;
    for (const text of this.answer.match(pieces) ?? []) {
      if (this.#stops.has(answer.id)) return this.#finish(answer, tell, 'stopped');
      if (fail && answer.text.length > 60) {
        answer.status = 'failed';
        answer.error = {
          code: 'model_busy',
          message: this.failure,
          retryable: true,
        };
        return tell({ type: 'failed', error: answer.error });
      }
      answer.text += text;
      characters += Array.from(text).length;
      const markers = [];
      while (ahead[0] < characters) markers.push(ahead.shift());
      answer.markers.push(...markers);
      tell({ type: 'delta', text, markers });
      await this.betweenDeltas();
    }
    this.#finish(answer, tell, 'complete');
  }

  #finish(answer, tell, status) {
    answer.status = status;
    answer.citations = citationsFor(answer.text, answer.sources);
    answer.usage = { input_tokens: 2_480, output_tokens: 312, price_usd: 0.00404 };
    answer.timings_ms = { search: 84, first_token: 410, total: 2_930 };
    const sources = answer.sources.map(({ text: _, ...source }) => source);
    tell({ type: 'done', message: { ...answer, sources } });
  }
}
