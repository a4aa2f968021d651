import { describe, expect, it } from 'vitest';
import { findQuote } from '@/lib/find-quote';

/** What is marked, piece by piece. */
function marked(pieces: string[], quote: string): string[] {
  return findQuote(pieces, quote).map(({ piece, from, to }) => pieces[piece]?.slice(from, to) ?? '');
}

describe('findQuote', () => {
  it('finds a quote inside one piece', () => {
    expect(marked(['Net sales grew by eleven percent.'], 'sales grew')).toEqual(['sales grew']);
  });

  it('finds it over several pieces, whatever spaces and breaks lie between', () => {
    expect(marked(['Net sales ', 'grew', ' by eleven'], 'sales\ngrew   by')).toEqual(['sales', 'grew', 'by']);
  });

  it('sees through hyphens at the ends of lines, ligatures and full-width letters', () => {
    expect(marked(['the ﬁnan-', 'cial report'], 'financial report')).toEqual(['ﬁnan', 'cial report']);
  });

  it('finds Vietnamese, composed or not', () => {
    expect(marked(['Doanh thu tăng mạnh'], 'thu tăng'.normalize('NFC'))).toEqual(['thu tăng']);
  });

  it('marks the part that is on the page when the quote runs over its end', () => {
    const quote = 'Operating expenses rose by four percent in the third quarter of the year';
    expect(marked(['Operating expenses rose by four percent in the third'], quote).join('')).toContain(
      'Operating expenses',
    );
  });

  it('marks nothing that is too short to be sure of, and nothing that is not there', () => {
    expect(marked(['Something else entirely is written here'], 'Net sales grew by eleven percent')).toEqual(
      [],
    );
    expect(marked(['anything'], '…')).toEqual([]);
  });
});
