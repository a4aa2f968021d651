import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import Markdown from '@/features/chat/Markdown';
import { CiteContext } from '@/features/chat/cite-context';

const TEXT = `${'Words of it. '.repeat(400)}\n\nThe end.`;

// React's `act` would draw at once what is drawn later.
beforeEach(() => vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', false));
afterEach(() => vi.unstubAllGlobals());

it('is whole when it is printed before all of it was drawn', () => {
  const scope = { answer: '', sources: [], citations: new Map(), onCite: vi.fn() };
  const page = document.createElement('div');
  const root = createRoot(page);
  flushSync(() =>
    root.render(
      <CiteContext value={scope}>
        <Markdown text={TEXT} markers={[]} growing={false} />
      </CiteContext>,
    ),
  );
  expect(page.textContent).toContain('Words of it.');
  expect(page.textContent).not.toContain('The end.');
  flushSync(() => dispatchEvent(new Event('beforeprint')));
  expect(page.textContent).toContain('The end.');
  flushSync(() => dispatchEvent(new Event('afterprint')));
  root.unmount();
});

it('is whole as soon as it has ended, where it was drawn as it came', () => {
  const scope = { answer: '', sources: [], citations: new Map(), onCite: vi.fn() };
  const page = document.createElement('div');
  const root = createRoot(page);
  const draw = (text: string, growing: boolean) =>
    flushSync(() =>
      root.render(
        <CiteContext value={scope}>
          <Markdown text={text} markers={[]} growing={growing} />
        </CiteContext>,
      ),
    );
  draw('The en', true);
  draw('The end.', false);
  expect(page.textContent).toBe('The end.');
  root.unmount();
});
