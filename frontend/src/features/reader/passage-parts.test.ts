import { describe, expect, it } from 'vitest';
import { passageParts } from '@/features/reader/passage-parts';
import type { Passage } from '@/types/api';

function passage(ordinal: number, start: number, text: string, heading: string[] = ['A']): Passage {
  const end = start + [...text].length;
  return {
    id: `p${ordinal}`,
    document_id: 'd',
    filename: 'f',
    ordinal,
    page: 1,
    heading,
    start,
    end,
    text,
    score: 0,
  };
}

const quote = (start: number, end: number) => ({ start, end, text: '', verified: true });

describe('passageParts', () => {
  it('cuts the quote out of its passage', () => {
    const [part] = passageParts([passage(0, 100, 'Sales grew fast.')], 0, quote(106, 110));
    expect([part?.before, part?.quote, part?.after]).toEqual(['Sales ', 'grew', ' fast.']);
  });

  it('counts code points, as the service does', () => {
    const [part] = passageParts([passage(0, 0, '📉📉 Sales grew.')], 0, quote(3, 8));
    expect(part?.quote).toBe('Sales');
  });

  it('marks a quote that runs into the next passage in both', () => {
    const parts = passageParts([passage(0, 0, 'abc'), passage(1, 3, 'def')], 0, quote(2, 5));
    expect(parts.map((part) => part.quote)).toEqual(['c', 'de']);
  });

  it('shows no text twice where passages overlap, and the cited one whole', () => {
    const parts = passageParts(
      [passage(0, 0, 'abcdef'), passage(1, 4, 'efghij'), passage(2, 8, 'ijkl')],
      1,
      null,
    );
    expect(parts.map(({ before, quote: q, after }) => before + q + after)).toEqual(['abcd', 'efghij', 'kl']);
  });

  it('names headings and pages once', () => {
    const parts = passageParts(
      [passage(0, 0, 'a'), passage(1, 1, 'b'), passage(2, 2, 'c', ['B'])],
      null,
      null,
    );
    expect(parts.map((part) => part.newHeading)).toEqual([true, false, true]);
    expect(parts.map((part) => part.newPage)).toEqual([true, false, false]);
  });
});
