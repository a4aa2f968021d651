import { describe, expect, it } from 'vitest';
import { splitBlocks } from '@/components/markdown/split-blocks';

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

  it.each(['- item', '> said', 'Line', '| cell | cell |'])('cuts what is long: a hundred of "%s"', (line) => {
    const long = Array.from({ length: 100 }, (_, n) => `${line} ${n}`).join('\n');
    const blocks = splitBlocks(long);
    expect(blocks.length).toBeGreaterThan(3);
    expect(blocks.map(({ continues }) => continues)).toEqual([false, ...blocks.slice(1).map(() => true)]);
    expect(blocks.map(({ text }) => text).join('')).toBe(long);
  });

  it('gives each part of a long table its header', () => {
    const rows = Array.from({ length: 60 }, (_, n) => `| ${n} | b |\n`).join('');
    const [first, ...more] = splitBlocks(`Words before:\n| A | B |\n| --- | ---: |\n${rows}`);
    expect(first?.head).toBe('');
    expect(more.length).toBeGreaterThan(1);
    for (const { head } of more) expect(head).toBe('| A | B |\n| --- | ---: |\n');
  });

  it('leaves a table of a finished text whole, up to hundreds of rows', () => {
    const table = (rows: number) =>
      `| A |\n| - |\n${Array.from({ length: rows }, (_, n) => `| ${n} |\n`).join('')}`;
    expect(splitBlocks(table(250), false)).toHaveLength(1);
    expect(splitBlocks(table(700), false)).toHaveLength(3);
  });

  it('cuts no code, however long', () => {
    const code = Array.from({ length: 100 }, (_, n) => `line ${n}`).join('\n');
    expect(splitBlocks(`\`\`\`\n${code}\n\`\`\`\n`)).toHaveLength(1);
  });

  it('leaves a title with the line below it', () => {
    const lines = Array.from({ length: 23 }, (_, n) => `line ${n}`).join('\n');
    expect(texts(`${lines}\nTitle\n-----\nmore`)[0]).toMatch(/Title\n-----\n$/);
  });

  it('gives the finished blocks of a growing text the same offsets each time', () => {
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
