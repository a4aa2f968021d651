/** Sharing of collections, faked: what has an `owner` is that person's alone; what has none is everybody's. */
import { newId } from './store.mjs';

const problem = (status, code, message) => [status, { error: { code, message, request_id: 'r' } }];
const missing = () => problem(404, 'not_found', 'This does not exist, or has been deleted.');
export const noCollection = () => problem(404, 'collection_not_found', 'This collection does not exist.');

export class FakeSharing {
  grants = [];

  constructor(store) {
    this.store = store;
  }

  /** Whether somebody's list of their own has it. */
  owns(person, { owner }) {
    return owner === undefined || owner === person;
  }

  #grantOf(person, collection) {
    const reads = ({ email, everyone, status }) => everyone || (email === person && status === 'accepted');
    return this.grants.find((grant) => grant.of === collection.id && reads(grant));
  }

  /** Whether somebody may read a collection. */
  reads(person, collection) {
    return this.owns(person, collection) || this.#grantOf(person, collection) !== undefined;
  }

  /** Whether somebody may read a document, their own or one of a collection. */
  readsDocument(person, document) {
    const shared = [...this.store.collections.values()].filter(({ held }) => held.has(document.id));
    return this.owns(person, document) || shared.some((collection) => this.reads(person, collection));
  }

  /** A collection as somebody is shown it. */
  shown(person, { held, owner, ...collection }) {
    const own = this.owns(person, { owner });
    return {
      ...collection,
      documents: held.size,
      role: own ? 'owner' : this.#grantOf(person, collection)?.role,
      owner_name: own ? null : owner,
      everyone: !own && (this.#grantOf(person, collection)?.everyone ?? false),
      grants: own ? this.grants.filter((grant) => grant.of === collection.id).length : 0,
    };
  }

  /** A document in a collection as somebody is shown it: who added it is told of their own alone. */
  shownDocument(person, { owner, added_by: addedBy = null, ...document }) {
    const isTold = this.owns(person, { owner }) || addedBy === person;
    return { ...document, added_by: isTold ? addedBy : null };
  }

  #mayAdd(person, collection) {
    return (
      this.owns(person, collection) ||
      ['contributor', 'manager'].includes(this.#grantOf(person, collection)?.role)
    );
  }

  /** Adds a document to a collection, as its owner's; null where somebody may not. */
  contribute(person, collection, fields) {
    if (!collection || !this.#mayAdd(person, collection)) return null;
    const { owner } = collection;
    const added = this.owns(person, collection) ? {} : { owner, added_by: person, folder: null };
    const document = this.store.addDocument({ ...fields, ...added });
    collection.held.add(document.id);
    return document;
  }

  /** Of another's collection a contributor takes out what they added. */
  takeOut(person, collection, documentId) {
    const own = this.owns(person, collection);
    const { added_by: addedBy } = this.store.documents.get(documentId) ?? {};
    if (!own && !this.#mayAdd(person, collection)) return noCollection();
    if (!collection.held.has(documentId) || (!own && addedBy !== person))
      return problem(404, 'document_not_found', 'This document does not exist.');
    collection.held.delete(documentId);
    return [200, this.shown(person, collection)];
  }

  shared(person) {
    const collections = [...this.store.collections.values()];
    const items = collections.filter((one) => !this.owns(person, one) && this.reads(person, one));
    return [200, { items: items.map((one) => this.shown(person, one)), next_cursor: null }];
  }

  /** Grants of a collection. */
  given(method, person, collection, grantId, body) {
    const managing = this.#grantOf(person, collection)?.role === 'manager';
    if (!this.owns(person, collection) && !managing) return noCollection();
    if (method === 'GET') return [200, { items: this.grants.filter(({ of }) => of === collection.id) }];
    if (method === 'POST') return this.#give(person, collection, body);
    const grant = this.grants.find(({ id, of }) => id === grantId && of === collection.id);
    // A manager ends no manager's.
    if (!grant || (managing && grant.role === 'manager')) return missing();
    this.grants = this.grants.filter((one) => one !== grant);
    return [200, {}];
  }

  #give(person, { id: of, owner }, { email, everyone, role }) {
    if (!everyone && !/^[!-~]+@[!-~]+\.[!-~]+$/.test(email))
      return problem(
        400,
        'invalid_request',
        'Please give an e-mail address, without letters beyond plain English ones.',
      );
    if (everyone && role !== 'viewer') return problem(400, 'invalid_request', 'Everyone can only read.');
    if (role === 'manager' && !this.owns(person, { owner }))
      return problem(400, 'invalid_request', 'Only the owner of a collection can name managers.');
    if (email === person) return problem(400, 'invalid_request', 'You have this collection already.');
    if (this.grants.some((grant) => grant.of === of && grant.email === (email ?? null)))
      return problem(409, 'conflict', 'This collection is shared with them already.');
    const grant = {
      id: newId(),
      of,
      email: email ?? null,
      everyone: everyone ?? false,
      role,
      status: everyone ? 'accepted' : 'waiting',
      created_at: new Date().toISOString(),
      accepted_at: null,
      waits_until: everyone ? null : new Date(Date.now() + 30 * 86_400_000).toISOString(),
    };
    this.grants.push(grant);
    return [201, grant];
  }

  leave(person, { id: of }) {
    const grant = this.grants.find((one) => one.of === of && one.email === person);
    if (!grant) return noCollection();
    this.grants = this.grants.filter((one) => one !== grant);
    return [200, {}];
  }

  invitations(method, person, grantId) {
    const waiting = this.grants.filter(({ email, status }) => email === person && status === 'waiting');
    if (!grantId) return [200, { items: waiting.map((grant) => this.#invitation(grant)) }];
    const grant = waiting.find(({ id }) => id === grantId);
    if (!grant) return missing();
    if (method === 'DELETE') {
      this.grants = this.grants.filter((one) => one !== grant);
      return [200, {}];
    }
    Object.assign(grant, { status: 'accepted', accepted_at: new Date().toISOString(), waits_until: null });
    return [200, this.shown(person, this.store.collections.get(grant.of))];
  }

  #invitation({ id, of, role, created_at, waits_until }) {
    const { name, owner } = this.store.collections.get(of);
    return { id, collection: { id: of, name }, role, owner_name: owner ?? null, created_at, waits_until };
  }
}
