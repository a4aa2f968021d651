import { expect, it } from 'vitest';
import { foundText, hitsOf } from '@/lib/found-text';
import type { Passage } from '@/types/api';

it('finds the words as they were typed, whatever their case and what stands between them', () => {
  const found = foundText('The Round-trip\nEfficiency is 88 %.', 'round-trip efficiency');
  expect(found).toEqual({
    before: 'The ',
    hit: 'Round-trip\nEfficiency',
    after: ' is 88 %.',
    exact: true,
    at: 4,
  });
});

it('finds the longest word that is there where the words stand apart', () => {
  const found = foundText('Losses lower the efficiency of a trip.', 'trip efficiency');
  expect(found).toMatchObject({ hit: 'efficiency', exact: false, at: 17 });
});

it('shows the beginning where no word stands', () => {
  expect(foundText('Nothing here.', 'giraffe')).toMatchObject({
    hit: '',
    after: 'Nothing here.',
    exact: false,
  });
  expect(foundText('Nothing here.', '???')).toMatchObject({ hit: '', exact: false });
});

it('shows the words near a hit that stands far down, cut between words', () => {
  const { before, hit } = foundText(`${'padding words '.repeat(50)}the goal`, 'goal');
  expect(before).toMatch(/^… (?:padding|words) .* the $/);
  expect(before.length).toBeLessThan(70);
  expect(hit).toBe('goal');
});

it('takes signs of patterns as they are', () => {
  expect(foundText('a+b and C++ (x.y)', 'x.y')).toMatchObject({ hit: 'x.y', exact: true });
  expect(foundText('xzy', 'x.y')).toMatchObject({ hit: '' });
});

it('puts exact hits first, and keeps the order otherwise', () => {
  const passage = (text: string) => ({ text }) as Passage;
  const texts = ['other', 'the goal', 'nothing', 'Goal!'].map(passage);
  expect(hitsOf(texts, 'goal').map(({ passage: { text } }) => text)).toEqual([
    'the goal',
    'Goal!',
    'other',
    'nothing',
  ]);
});
