import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import Markdown from '@/features/chat/Markdown';
import { passage } from '@/features/chat/chat.fixtures';
import { CiteContext } from '@/features/chat/cite-context';
import { markFormulas } from '@/components/markdown/formula-marks';

afterEach(cleanup);

function show(text: string, markers: number[] | null = null) {
  const scope = { answer: '', sources: [passage(1)], citations: new Map(), onCite: vi.fn() };
  const { container } = render(
    <CiteContext value={scope}>
      <Markdown text={text} markers={markers} growing={false} />
    </CiteContext>,
  );
  return container;
}

/** The formulas of a text as they were written. */
function formulas(text: string): (string | null)[] {
  return [...show(text).querySelectorAll('[data-testid=formula] > code')].map((code) => code.textContent);
}

it.each([
  ['$K_p$ and $x$ and $f(x) = 2$', ['$K_p$', '$x$', '$f(x) = 2$']],
  [
    String.raw`$u(t) = K_p e(t) + K_i \int_0^t e(\tau)\,d\tau$`,
    [String.raw`$u(t) = K_p e(t) + K_i \int_0^t e(\tau)\,d\tau$`],
  ],
  [String.raw`so \(a*b*c\) holds`, [String.raw`\(a*b*c\)`]],
  ['$$\na = b\n- c\n= d\n$$', ['$$\na = b\n- c\n= d\n$$']],
  [String.raw`\[ x_1 \]`, [String.raw`\[ x_1 \]`]],
  ['| a | b |\n| - | - |\n| $|x|$ | $K_p$ |', ['$|x|$', '$K_p$']],
  ['其中$x$是', ['$x$']],
  ['- item $a_1$\n- **bold $b_2$**', ['$a_1$', '$b_2$']],
])('takes %j for formulas', (text, expected) => {
  expect(formulas(text)).toEqual(expected);
});

it.each([
  'It costs $5 or $10.',
  'From $5/month to $50/year.',
  'US$5 + tax and US$6 + tax',
  '$HOME/bin:$PATH',
  '`$a_1$` and ``$b_2$ ` ``',
  '```\n$a_1$\n```',
  'Escaped \\$a_1\\$',
  'One $a_1\n\nparagraph$ and another',
])('leaves %j alone', (text) => {
  expect(formulas(text)).toEqual([]);
});

it('shows code, addresses and prices as they are', () => {
  const container = show('`$a_1$` costs $5, [here](https://x.org/$a_1$).');
  expect(container.querySelector('code')?.textContent).toBe('$a_1$');
  expect(container.querySelector('a')?.getAttribute('href')).toBe('https://x.org/$a_1$');
  expect(container.textContent).toContain('costs $5');
});

it('keeps every position, so that citations beside formulas are the right ones', () => {
  const text = String.raw`The 𝛼 law $\alpha^2$ holds [1]. \(b\) too [1].`;
  expect(markFormulas(text)).toHaveLength(text.length);
  const first = Array.from(text.slice(0, text.indexOf('[1]'))).length;
  show(text, [first, Array.from(text.slice(0, text.lastIndexOf('[1]'))).length]);
  expect(screen.getAllByTestId('citation')).toHaveLength(2);
});

it('takes time in proportion to the text', () => {
  for (const part of ['\\(', '$a_1 ', '$$', '`', '\\[ x ', '$`']) {
    const text = part.repeat(100_000);
    expect(markFormulas(text)).toHaveLength(text.length);
  }
}, 20_000);

it('takes letters for private use of the text itself for no formula', () => {
  expect(formulas('\uE013\uE178\uE01B')).toEqual([]);
});
