import { describe, expect, it } from 'vitest';
import { splitBlocks } from '@/features/chat/split-blocks';

const texts = (text: string) => splitBlocks(text).map((block) => block.text);

describe('splitBlocks', () => {
  it('loses nothing, and says where each block begins', () => {
    const text = '# Title\n\nOne.\nStill one.\n\n- a\n- b\n\n```\ncode\n\nmore\n```\nTail';
    const blocks = splitBlocks(text);
    expect(blocks.map((block) => block.text).join('')).toBe(text);
    for (const { text: part, offset } of blocks) expect(text.slice(offset, offset + part.length)).toBe(part);
  });

  it('cuts at blank lines', () => {
    expect(texts('One.\n\nTwo.')).toEqual(['One.\n\n', 'Two.']);
  });

  it('keeps a fence whole, blank lines and all, also while it is open', () => {
    expect(texts('```\na\n\nb\n```\n\nAfter')).toEqual(['```\na\n\nb\n```\n\n', 'After']);
    expect(texts('~~~\na\n\n```\n\nb')).toHaveLength(1);
  });

  it('keeps the items of a list together', () => {
    expect(texts('1. a\n\n   more of a\n\n2. b\n\nAfter')).toEqual([
      '1. a\n\n   more of a\n\n2. b\n\n',
      'After',
    ]);
  });

  it('cuts a long list between two items', () => {
    const long = Array.from({ length: 100 }, (_, n) => `- item ${n}`).join('\n');
    expect(splitBlocks(long).length).toBeGreaterThan(3);
  });

  it('gives the finished blocks of a growing text the same places each time', () => {
    const text = 'One.\n\n- a\n- b\n\nTwo.\n\nThree is longer.';
    const whole = splitBlocks(text);
    for (let length = 1; length <= text.length; length++) {
      const stable = splitBlocks(text.slice(0, length)).slice(0, -1);
      expect(whole.slice(0, stable.length).map(({ offset }) => offset)).toEqual(
        stable.map(({ offset }) => offset),
      );
    }
  });

  it('takes nothing for nothing', () => {
    expect(splitBlocks('')).toEqual([]);
  });
});
