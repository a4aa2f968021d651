import { describe, expect, it } from 'vitest';
import { best, fit } from '@/lib/match';

describe('a typed word', () => {
  it('is found without regard to case, accents and order', () => {
    for (const typed of ['Bao cao', 'cáo BÁO', 'duong', '2024'])
      expect(fit('Báo cáo Đường sắt 2024.pdf', typed)).toBeGreaterThan(0);
    expect(fit('Straße', 'strasse')).toBeGreaterThan(0);
    expect(fit('Báo cáo', 'sao')).toBe(0);
    expect(fit('anything', '')).toBeGreaterThan(0);
  });

  it('fits better where a text or a word begins with it', () => {
    const names = ['my report', 'airport', 'port authority', 'x'];
    expect(best(names, 'port', (name) => name, 5)).toEqual(['port authority', 'my report', 'airport']);
    expect(best(names, 'port', (name) => name, 1)).toEqual(['port authority']);
  });
});
