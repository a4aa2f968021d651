import { expect, test } from 'vitest';
import { boxesOf, turned } from '@/features/reader/word-boxes';
import type { Passage, WordBox } from '@/types/api';

function passage(page: number, words: WordBox[] | null): Passage {
  return {
    id: 'p',
    document_id: 'd',
    filename: 'scan.pdf',
    ordinal: 0,
    page,
    heading: [],
    start: 0,
    end: 100,
    text: '',
    score: 0,
    words,
  };
}

const FIRST: WordBox = [0, 3, 1000, 500, 1500, 600, 96];
const SECOND: WordBox = [4, 8, 1600, 510, 2000, 610, 40];
const BELOW: WordBox = [9, 12, 1000, 700, 1400, 800, 90];

test('the words of a line are one box, the next line is another', () => {
  expect(boxesOf([passage(2, [FIRST, SECOND, BELOW])], { start: 0, end: 12 }, 2)).toEqual([
    { left: 0.1, top: 0.05, right: 0.2, bottom: 0.061 },
    { left: 0.1, top: 0.07, right: 0.14, bottom: 0.08 },
  ]);
});

test('words that the quote touches count, others do not', () => {
  expect(boxesOf([passage(2, [FIRST, SECOND, BELOW])], { start: 6, end: 9 }, 2)).toEqual([
    { left: 0.16, top: 0.051, right: 0.2, bottom: 0.061 },
  ]);
});

test('another page and a document with text of its own have no boxes', () => {
  expect(boxesOf([passage(1, [FIRST]), passage(2, null)], { start: 0, end: 12 }, 2)).toEqual([]);
});

test('boxes turn with their page', () => {
  const box = { left: 0.125, top: 0.25, right: 0.375, bottom: 0.5 };
  expect(turned(box, 1)).toEqual({ left: 0.5, top: 0.125, right: 0.75, bottom: 0.375 });
  expect(turned(box, 2)).toEqual({ left: 0.625, top: 0.5, right: 0.875, bottom: 0.75 });
  expect(turned(box, 4)).toEqual(box);
});
