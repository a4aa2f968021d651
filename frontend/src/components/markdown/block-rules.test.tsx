import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import Markdown from '@/features/chat/Markdown';
import { passage } from '@/features/chat/chat.fixtures';
import { CiteContext } from '@/features/chat/cite-context';

afterEach(cleanup);

function show(text: string, markers: number[] | null = null) {
  const onCite = vi.fn();
  const scope = { answer: '', sources: [passage(1)], citations: new Map(), onCite };
  const { container } = render(
    <CiteContext value={scope}>
      <Markdown text={text} markers={markers} growing={false} />
    </CiteContext>,
  );
  return container;
}

it('strikes out only what stands between two tildes', () => {
  const container = show('H~2~O at ~5 % and ~6 %, not ~~seven~~.');
  expect(container.textContent).toBe('H~2~O at ~5 % and ~6 %, not seven.');
  expect([...container.querySelectorAll('del')].map((gone) => gone.textContent)).toEqual(['seven']);
});

it('keeps footnotes, wherever their references stand', () => {
  const container = show(
    'Sales grew.[^1] Costs fell.[^note]\n\n- A list[^1]\n\n[^1]: In *euros*.\n[^note]: Without tax.\n',
  );
  expect(container.textContent).toMatch(
    /Sales grew\.1 Costs fell\.note\s*A list1\s*1 In euros\.\s*note Without tax\./,
  );
  expect(container.querySelectorAll('sup')).toHaveLength(5);
});

it('keeps the citations beside and within footnotes', () => {
  const text = 'Sales grew [1].[^1]\n\n[^1]: In euros [1].';
  const markers = [11, text.lastIndexOf('[1]')];
  show(text, markers);
  expect(screen.getAllByTestId('citation')).toHaveLength(2);
});

it('leaves footnotes in code alone', () => {
  expect(show('`a[^1]`\n\n```\nb[^2]\n```').querySelectorAll('sup')).toHaveLength(0);
});

it('writes each block in the direction of its letters, and code from the left', () => {
  const container = show('# Title\n\nText\n\n- one\n\n> quote\n\n| a |\n| - |\n| b |\n\n```\ncode\n```');
  const blocks = [...container.querySelectorAll('h1, p, ul, blockquote, table, pre')];
  const ways = blocks
    .filter((block) => block.parentElement?.tagName !== 'BLOCKQUOTE')
    .map((block) => block.getAttribute('dir'));
  expect(ways).toEqual(['auto', 'auto', 'auto', 'auto', 'auto', 'ltr']);
});

it('names the boxes of a task list', () => {
  show('- [x] Ship\n- [ ] Rest');
  expect(screen.getAllByRole('checkbox').map((box) => box.getAttribute('aria-label'))).toEqual([
    'Done',
    'To do',
  ]);
});
