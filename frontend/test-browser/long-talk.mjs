/** A service that has a long conversation. */
import { blank } from '../test-support/fake-backend/store.mjs';

/** A conversation of so many questions and answers, each answer with its quote. */
export function longTalk(exchanges) {
  return ({ store }) => {
    const { id } = store.addDocument({ filename: 'report.pdf' });
    const [source] = store.passages(id);
    const turns = Array.from({ length: exchanges }, (_, n) => {
      const text = `Answer ${n}. ${'Words of it. '.repeat(60)}End ${n} [1].`;
      const citation = {
        ...{ n: 1, passage_id: source.id, document_id: id, filename: 'report.pdf', page: 1, heading: [] },
        ...{ quote: source.text, quote_start: 0, quote_end: 9, answer_start: 0, answer_end: text.length },
        ...{ verified: true, standing: 'current' },
      };
      return [
        blank({ id: `${10_000 + n}a`, role: 'user', text: `Question number ${n}.` }),
        blank({ id: `${10_000 + n}b`, role: 'assistant', text, sources: [source], citations: [citation] }),
      ];
    });
    store.addConversation('A long talk', turns.flat(), '2026-03-05T10:00:00Z');
  };
}
