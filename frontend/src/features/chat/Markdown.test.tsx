import { render, screen, fireEvent, cleanup } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import Markdown from '@/features/chat/Markdown';
import { indexCitations } from '@/features/chat/citation-index';
import { CiteContext, type CiteTarget } from '@/features/chat/cite-context';
import type { Citation, Passage } from '@/types/api';

afterEach(cleanup);

function source(n: number): Passage {
  const fields = {
    document_id: 'd',
    ordinal: n,
    page: n,
    heading: [],
    start: 0,
    end: 4,
    score: 1,
    text: 'text',
  };
  return { id: `p${n}`, filename: `file${n}.pdf`, ...fields };
}

function citation(n: number, from: number, to: number, quote: string): Citation {
  const fields = {
    passage_id: `p${n}`,
    document_id: 'd',
    filename: 'f',
    page: n,
    quote_start: 0,
    quote_end: 4,
  };
  return { n, ...fields, quote, answer_start: from, answer_end: to, verified: true };
}

function show(
  text: string,
  options: { sources?: Passage[]; citations?: Citation[]; growing?: boolean; markers?: number[] } = {},
) {
  const onCite = vi.fn<(target: CiteTarget) => void>();
  const scope = {
    answer: text,
    sources: options.sources ?? [source(1), source(2)],
    citations: indexCitations(options.citations ?? []),
    onCite,
  };
  const { container } = render(
    <CiteContext value={scope}>
      <Markdown text={text} markers={options.markers ?? null} growing={options.growing ?? false} />
    </CiteContext>,
  );
  return { container, onCite };
}

describe('citations', () => {
  it('become buttons where there is a source, and stay text where there is none', () => {
    const { container } = show('Sales grew [1][2]. Nobody knows [7] or [0].');
    expect(screen.getAllByTestId('citation').map((mark) => mark.textContent)).toEqual(['1', '2']);
    expect(container.textContent).toContain('[7] or [0]');
  });

  it('stay citations when the answer defines a link of the same name', () => {
    show('Sales grew [1].\n\n[1]: https://evil.example');
    expect(screen.queryByRole('link')).toBeNull();
    expect(screen.getByTestId('citation').textContent).toBe('1');
  });

  it('lead to the citation of the sentence that they stand in', () => {
    const text = 'First claim [1]. And much later another one [1].';
    const citations = [citation(1, 0, 15, 'early'), citation(1, 17, 47, 'late')];
    const { onCite } = show(text, { citations });
    const [first, second] = screen.getAllByTestId('citation');
    if (first) fireEvent.click(first);
    if (second) fireEvent.click(second);
    expect(onCite.mock.calls.map(([target]) => target.citation?.quote)).toEqual(['early', 'late']);
  });

  it('are left alone inside code', () => {
    show('Use `a[1]` here.');
    expect(screen.queryByTestId('citation')).toBeNull();
  });

  it('are those at the given positions; all other brackets stay as they were written', () => {
    const text = '🚲 In values[1] [1] and [2][x] &amp; `a[1]`, [a link](https://example.com/[1]) [2].';
    const { container } = show(text, { markers: [15, 78] });
    expect(screen.getAllByTestId('citation').map((mark) => mark.textContent)).toEqual(['1', '2']);
    expect(container.textContent).toContain('values[1] 1 and [2][x] & a[1],');
    expect(screen.getByRole('link').getAttribute('href')).toContain('/%5B1%5D');
  });

  it('cannot be written by a document', () => {
    const { container } = show('So \uE0001\uE001 it is [1].', { markers: [] });
    expect(screen.queryByTestId('citation')).toBeNull();
    expect(container.textContent).toContain('[1]');
  });

  it('do not flash up half typed', () => {
    const { container } = show('Sales grew [1', { growing: true });
    expect(container.textContent?.trim()).toBe('Sales grew');
  });
});

describe('hostile markdown', () => {
  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[click](javascript:alert(1))',
    '[click](data:text/html,<script>alert(1)</script>)',
    '![x](javascript:alert(1))',
    '<a href="javascript:alert(1)">x</a>',
    '[x]: javascript:alert(1)\n\n[x]',
    '<svg/onload=alert(1)>',
    '<iframe src="https://evil.example"></iframe>',
    '<style>*{display:none}</style>',
    '[x](vbscript:alert(1))',
    '<javascript:alert(1)>',
  ])('%s makes nothing that runs or loads', (text) => {
    const { container } = show(text);
    expect(
      container.querySelector('script, img, iframe, svg:not([aria-hidden]), style, object, embed'),
    ).toBeNull();
    for (const link of container.querySelectorAll('a')) expect(link.href).toMatch(/^(https?|mailto):/);
    for (const element of container.querySelectorAll('*')) {
      expect([...element.attributes].some(({ name }) => name.startsWith('on'))).toBe(false);
    }
  });

  it('never loads an image, but says where it is', () => {
    const { container } = show('![a chart](https://tracker.example/x.png)');
    expect(container.querySelector('img')).toBeNull();
    expect(screen.getByRole('link').textContent).toContain('tracker.example');
  });
});

it('opens links apart, takes nothing along, and shows where they go', () => {
  show('[the report](https://example.com/a)');
  const link = screen.getByRole('link');
  expect(link.getAttribute('rel')).toBe('noopener noreferrer nofollow');
  expect(link.getAttribute('target')).toBe('_blank');
  expect(link.textContent).toBe('the report (example.com)');
});

it('draws half-typed markdown as what it will be', () => {
  const { container } = show('This is **bold', { growing: true });
  expect(container.querySelector('strong')?.textContent).toBe('bold');
});

it('draws tables and task lists', () => {
  const { container } = show('| a | b |\n|---|---|\n| 1 | 2 |\n\n- [x] done');
  expect(container.querySelectorAll('td')).toHaveLength(2);
  expect(container.querySelector('input')?.disabled).toBe(true);
});
