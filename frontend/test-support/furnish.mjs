/** What a service holds so that every screen has something to show. */
const ANNA = 'anna@example.org';

/** The person is an admin, shares, is shared with, is invited, and has a source that asks. */
export function furnish({ store, sharing, sources, admin, cognito, demo: { email } }) {
  cognito.user(email).claims = { 'cognito:groups': ['admins'] };
  admin.rest('PATCH', '/admin/people/person-1', null, { daily_questions: 7 });
  const report = store.addDocument({ filename: 'report.pdf', tags: ['finance'], owner: email });
  const own = store.addCollection('Leases', [report.id], email);
  sharing.given('POST', email, own, undefined, { email: ANNA, role: 'contributor' });
  const lease = store.addDocument({ filename: 'lease.pdf', owner: ANNA });
  for (const name of ['Travel', 'Flat']) {
    const collection = store.addCollection(name, [lease.id], ANNA);
    sharing.given('POST', ANNA, collection, undefined, { email, role: 'manager' });
  }
  sharing.invitations('POST', email, sharing.grants.at(-1).id);
  const source = sources.add({ address: 'https://docs.example.org/guide/' });
  const failure = { code: 'too_slow', message: 'docs.example.org gave no answer in time.', retryable: true };
  sources.addItem(source.id, `${source.address}slow`, { state: 'failed', failure });
  const counts = { read: 9, unchanged: 8, failed: 1 };
  sources.finish(source, { outcome: 'asks', deletions: 4, documents: 9, counts });
}
