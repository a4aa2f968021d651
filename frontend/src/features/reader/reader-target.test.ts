import { expect, it } from 'vitest';
import { targetOfPassage } from '@/features/reader/reader-target';
import type { Citation, Passage } from '@/types/api';

const place = { document_id: 'd', filename: 'a.pdf', page: 4, heading: [] };
const passage: Passage = { id: 'p', ...place, ordinal: 7, start: 0, end: 9, text: 'some text', score: 1 };
const citation: Citation = {
  n: 1,
  passage_id: 'p',
  ...place,
  quote_start: 0,
  quote_end: 4,
  quote: 'some',
  answer_start: 0,
  answer_end: 5,
  verified: true,
};

it('opens a citation at its passage and its quote', () => {
  const target = targetOfPassage(passage, citation);
  expect(target).toMatchObject({ ordinal: 7, page: 4, passage, quote: { text: 'some' } });
});

it('opens what Grail knows of a document at the beginning of the document, without a quote', () => {
  const beginning = { ordinal: 0, page: null, passage: null, quote: null };
  expect(targetOfPassage({ ...passage, profile: true }, citation)).toMatchObject(beginning);
  expect(targetOfPassage(passage, { ...citation, profile: true })).toMatchObject(beginning);
});
