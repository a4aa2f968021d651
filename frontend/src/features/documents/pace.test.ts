import { describe, expect, it } from 'vitest';
import { begun, paceOf, type Seen } from '@/features/documents/pace';

const seen = (done: number, seconds: number, step = 'embedding'): Seen => ({
  step,
  done,
  total: 1000,
  at: seconds * 1000,
});

describe('the pace of a document', () => {
  it('is told from the first progress that was seen', () => {
    expect(paceOf(seen(100, 0), seen(200, 10))).toEqual({ perSecond: 10, secondsLeft: 80 });
    expect(paceOf(seen(100, 0), seen(700, 40))).toEqual({ perSecond: 15, secondsLeft: 20 });
  });

  it('waits until enough was seen, and while nothing moves', () => {
    expect(paceOf(seen(100, 0), seen(300, 5))).toBeNull();
    expect(paceOf(seen(100, 0), seen(100, 60))).toBeNull();
  });

  it('begins anew with each step, and where a step begins anew', () => {
    expect(begun(seen(5, 0), seen(9, 60))).toEqual(seen(5, 0));
    expect(begun(seen(5, 0, 'extracting'), seen(9, 60))).toEqual(seen(9, 60));
    expect(begun(seen(5, 0), seen(0, 60))).toEqual(seen(0, 60));
  });
});
