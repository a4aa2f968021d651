/** What admins see and change, faked: people, groups, models, failed documents, weeks, health and the log. */
const NOTHING = { daily_questions: null, daily_price_usd: null, documents: null, bytes: null };

function person(index) {
  return {
    id: `person-${index}`,
    email: `person${index}@example.org`,
    enabled: index !== 2,
    created_at: '2026-01-01T00:00:00.000Z',
    ended: null,
    groups: index === 1 ? ['interns'] : [],
    seen_at: index === 3 ? null : '2026-11-30T09:00:00.000Z',
    questions: 10 * index,
    price_usd: index / 10,
    documents: 3 * index,
    bytes: 1_500_000 * index,
    caps: { ...NOTHING },
  };
}

export class FakeAdmin {
  people = Array.from({ length: 35 }, (_, index) => person(index + 1));
  groups = [{ name: 'interns', daily_questions: 20, daily_price_usd: null }];
  models = [
    { id: 'fake.small', label: 'Small and quick', on: true },
    { id: 'fake.large', label: 'Large and thorough', on: true },
  ];
  troubles = [{ reason: 'model_busy', documents: 2, retryable: true }];
  acts = [];

  /** What /config tells. */
  offered() {
    const on = this.models.filter((model) => model.on);
    return on.map(({ id, label }, index) => ({ id, label, default: index === 0 }));
  }

  #note(act, concerns, details) {
    const at = new Date().toISOString();
    this.acts.unshift({ id: `act-${this.acts.length}`, at, by: 'admin', act, concerns, details });
  }

  rest(method, path, query, body) {
    const [, , kind, id] = path.split('/');
    if (kind === 'people') return method === 'GET' ? this.#list(query) : this.#choose(id, body);
    if (kind === 'groups') return method === 'GET' ? [200, { items: this.groups }] : this.#group(id, body);
    if (kind === 'models') return method === 'GET' ? [200, { items: this.models }] : this.#switch(body);
    if (kind === 'troubles') return this.#trouble(method, id, body);
    if (kind === 'acts') return [200, { items: this.acts, next_cursor: null }];
    if (kind === 'weeks') {
      const week = { week: '2026-W49', answers: 120, refusals: 6, failures: 1, up: 9, down: 2 };
      return [200, { items: [week] }];
    }
    if (kind !== 'health') return null;
    return [
      200,
      {
        upkeep: { at: '2026-12-01T10:00:00.000Z', failed: [] },
        backlogs: { documents: 0, answers: 0, tables: 1 },
        queue: { waiting: 4, working: 2, dead: 1 },
      },
    ];
  }

  #list(query) {
    const all = this.people.filter(({ email }) => email.startsWith(query.get('q') ?? ''));
    const start = Number(query.get('cursor') ?? 0);
    const end = start + Number(query.get('limit'));
    const defaults = { daily_questions: 500, daily_price_usd: 5, documents: 10_000, bytes: 20 * 1024 ** 3 };
    const next_cursor = end < all.length ? String(end) : null;
    return [200, { items: all.slice(start, end), next_cursor, month: query.get('month'), defaults }];
  }

  #choose(id, caps) {
    const wrong = Object.values(caps).some((cap) => cap !== null && !(cap >= 0));
    if (wrong) return [400, { error: { code: 'invalid_request', message: 'No such cap.', request_id: 'r' } }];
    Object.assign(this.people.find((one) => one.id === id).caps, caps);
    this.#note('caps_changed', id, { daily_questions: String(caps.daily_questions ?? 'default') });
    return [200, {}];
  }

  #group(name, caps) {
    this.groups = [...this.groups.filter((group) => group.name !== name), { name, ...caps }];
    this.#note('group_caps_changed', `group#${name}`, { group: name });
    return [200, {}];
  }

  #switch({ model, on }) {
    if (!on && this.models.filter((one) => one.on).length === 1) {
      const error = { code: 'conflict', message: 'One model at least stays on.', request_id: 'r' };
      return [409, { error }];
    }
    this.models.find(({ id }) => id === model).on = on;
    this.#note('model_switched', 'everyone', { model, on: String(on) });
    return [200, {}];
  }

  #trouble(method, reason, body) {
    if (reason === 'retry') {
      this.troubles = this.troubles.filter((one) => one.reason !== body.reason);
      this.#note('documents_retried', 'person-1', { reason: body.reason, documents: '2' });
      return [200, { retried: 2, skipped: 0, more: false }];
    }
    if (!reason) return [200, { items: this.troubles }];
    const failed = {
      reason,
      content_type: 'application/pdf',
      size: 52_000,
      since: '2026-12-01T08:00:00.000Z',
    };
    const items = [1, 2].map((n) => ({ owner_id: `person-${n}`, id: `document-${n}`, ...failed }));
    return [200, { items, next_cursor: null }];
  }
}
