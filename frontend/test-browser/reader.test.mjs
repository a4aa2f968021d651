/** The reader shows what a document is: headings, tables, lists, code and flowing text, its quote marked in them. */
import { expect, it } from 'vitest';
import { ask, lastAnswer, usePages } from './page.mjs';

const { signedIn } = usePages();

/** Content of passages that touch, cut out of one text; `cuts` are the words that passages begin with. */
function passagesOf(text, cuts, sections = []) {
  const starts = [0, ...cuts.map((words) => text.indexOf(words)), text.length];
  return starts.slice(0, -1).map((from, n) => ({
    text: text.slice(from, starts[n + 1]),
    heading: sections.filter(([at]) => text.indexOf(at) <= from).at(-1)?.[1] ?? [],
    sections: sections
      .map(([at, path]) => [text.indexOf(at) - from, path])
      .filter(([at]) => at >= 0 && at < starts[n + 1] - from),
  }));
}

async function opened(filename, content, options = {}) {
  const visited = await signedIn({
    ...options,
    prepare: ({ store }) => store.addDocument({ filename, content }),
  });
  await visited.page.getByTestId('document-row').getByRole('button').first().click();
  const reader = visited.page.getByTestId('reader');
  return { ...visited, reader };
}

const GUIDE = `Onboarding Guide

First day

Come at nine. Bring your card and the papers that we have sent to you, so that
we can enter you into the list of people who work here.

- Card
- Papers

Costs

Role | Days | Cost
Engineer | 28 | $1,200
Driver | 30 | $900

Role | Days | Cost
Cook | 25 | $800

Expenses

Keep the bills.
`;

it('draws an Office file with its headings, lists and tables, and says in which section one is', async () => {
  const sections = [
    ['Onboarding', ['Onboarding Guide']],
    ['First day', ['Onboarding Guide', 'First day']],
    ['Costs', ['Onboarding Guide', 'Costs']],
    ['Expenses', ['Onboarding Guide', 'Expenses']],
  ];
  const { page, reader } = await opened('guide.docx', passagesOf(GUIDE, ['Costs', 'Cook'], sections), {
    viewport: { width: 1280, height: 560 },
  });
  const headings = reader.getByRole('heading', { level: 4 });
  await expect.poll(() => headings.allInnerTexts()).toEqual(['First day', 'Costs', 'Expenses']);
  expect(await reader.getByRole('listitem').allInnerTexts()).toEqual(
    expect.arrayContaining(['Card', 'Papers']),
  );
  expect(await reader.locator('p br').count()).toBe(0);
  expect(await reader.getByRole('columnheader').allInnerTexts()).toEqual(['Role', 'Days', 'Cost']);
  expect(await reader.getByRole('row').count()).toBe(4);
  const crumb = page.getByTestId('reader-section');
  await reader.getByText('About this document').click();
  await reader.getByRole('region', { name: 'Text' }).evaluate((box) => box.scrollTo(0, box.scrollHeight));
  await expect.poll(() => crumb.innerText()).toMatch(/^Onboarding Guide › (Costs|Expenses)$/);
  const [top, line] = [
    await reader.getByRole('region', { name: 'Text' }).boundingBox(),
    await crumb.boundingBox(),
  ];
  expect(Math.abs(line.y - top.y)).toBeLessThan(2);
});

const CODE = `import os


def total(xs):
    result = 0
    for x in xs:
        result += x

    return result


def mean(xs):
    return total(xs) / len(xs)
`;

it('draws code that was cut into passages as one, with every blank', async () => {
  const { reader } = await opened('sums.py', passagesOf(CODE, ['result += x', 'def mean']));
  const pre = reader.locator('pre');
  await pre.waitFor();
  expect((await pre.innerText()).trimEnd()).toBe(CODE.trimEnd());
  expect(await reader.getByTestId('code-language').innerText()).toBe('Python');
  expect(await pre.evaluate((box) => getComputedStyle(box).fontFamily)).toMatch(/mono/i);
});

const NOTES = `# Handbook

## Holidays

Everyone has **28 days** of *paid* leave,
plus the public holidays.

| Region | Days |
| --- | ---: |
| North | 9 |
| South | 11 |

\`\`\`yaml
leave: 28
\`\`\`
`;

it('draws Markdown, and marks the quote without its notation', async () => {
  const { page, backend } = await signedIn({
    prepare: ({ store }) =>
      store.addDocument({ filename: 'handbook.md', content: passagesOf(NOTES, ['| Region']) }),
  });
  backend.chat.answer = 'Everyone has 28 days [1].';
  await ask(page, 'How many days?');
  await lastAnswer(page).getByTestId('citation').click();
  const quote = page.getByTestId('reader-quote');
  await quote.first().waitFor();
  expect((await quote.allInnerTexts()).join('').replace(/\s+/g, ' ')).toContain(
    'Everyone has 28 days of paid leave',
  );
  const reader = page.getByTestId('reader');
  expect(await reader.getByRole('heading', { name: 'Holidays' }).count()).toBe(1);
  expect(await reader.getByRole('cell', { name: '11' }).count()).toBe(1);
  expect(await reader.getByRole('region', { name: 'Text' }).innerText()).not.toMatch(/[#*|]/);
  await reader.getByTestId('code').waitFor();
});

it('shifts nothing while it opens', async () => {
  const { page } = await signedIn({
    prepare: ({ store }) =>
      store.addDocument({ filename: 'handbook.md', content: passagesOf(NOTES, ['| Region']) }),
  });
  await ask(page, 'How many days?');
  await lastAnswer(page).waitFor();
  await page.evaluate(() => {
    globalThis.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.shift += entry.value;
    }).observe({ type: 'layout-shift', buffered: false });
  });
  await page.getByTestId('citation').first().click();
  await page.getByTestId('reader-quote').first().waitFor();
  await page.waitForTimeout(700);
  expect(await page.evaluate(() => globalThis.shift)).toBeLessThan(0.02);
});

it('opens the passage that an address names, with its words marked', async () => {
  const content = passagesOf('Come at nine. Bring your card. The key is at the desk.', ['The key']);
  let id;
  const { page } = await signedIn({
    prepare: ({ store }) => ({ id } = store.addDocument({ filename: 'first-day.txt', content })),
  });
  await page.evaluate((hash) => (location.hash = hash), `#/d/${id}/0/14-29`);
  const reader = page.getByTestId('reader');
  await reader.locator('mark').first().waitFor();
  expect((await reader.locator('mark').allTextContents()).join('')).toContain('Bring your card');
  expect(new URL(page.url()).hash).toBe('#/');
  await page.evaluate(() => (location.hash = '#/d/nowhere/0'));
  await page.getByText(/does not exist/).waitFor();
});
