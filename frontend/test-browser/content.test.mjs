/** Code, tables and lists of tasks in answers: named, in colours, to be copied and saved. */
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { ask, lastAnswer, usePages } from './page.mjs';

const { signedIn } = usePages();
const report = ({ store }) => store.addDocument({ filename: 'report.pdf' });

const ANSWER = `Sales [1]:

| Day | Sales | Note |
| --- | ---: | --- |
| 2025-03-14 | $19.7 bn | best **ever** [1] |
| 2025-04-14 | -5 | =HYPERLINK("https://evil.invalid") |

\`\`\`python
def total(xs):  # sum
    return sum(xs) + 12.5 + len("${'a long text '.repeat(20)}")
\`\`\`

\`\`\`mermaid
graph TD; A-->B;
\`\`\`

- [x] read it
- [ ] sign it
`;

async function answered(options = {}) {
  const visited = await signedIn({ prepare: report, ...options });
  visited.backend.chat.answer = options.answer ?? ANSWER;
  await ask(visited.page, 'How?');
  const answer = lastAnswer(visited.page);
  await answer.waitFor();
  return { ...visited, answer };
}

const coloursOf = (page) =>
  page.evaluate(() =>
    [...CSS.highlights].flatMap(([name, ranges]) => [...ranges].map((range) => `${name}: ${range}`)),
  );

it('names the language of code, colours it, wraps it and copies it', async () => {
  const { page, answer } = await answered({
    onContext: (context) => context.grantPermissions(['clipboard-read', 'clipboard-write']),
  });
  const code = answer.getByTestId('code').first();
  expect(await answer.getByTestId('code-language').allInnerTexts()).toEqual(['Python', 'Mermaid']);
  await expect
    .poll(() => coloursOf(page))
    .toEqual(expect.arrayContaining(['code-keyword: def', 'code-number: 12.5', 'code-comment: # sum']));
  const pre = code.locator('pre');
  const scrolls = () => pre.evaluate((box) => box.scrollWidth > box.clientWidth);
  expect(await scrolls()).toBe(true);
  await expect.poll(() => pre.getAttribute('data-after')).toBe('');
  await code.getByRole('button', { name: 'Wrap lines' }).click();
  expect(await scrolls()).toBe(false);
  await code.getByRole('button', { name: 'Copy code' }).click();
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toMatch(/^def total\(xs\): {2}# sum\n {4}return/);
});

it('forgets the colours of code that leaves the page', async () => {
  const { page } = await answered();
  await expect.poll(async () => (await coloursOf(page)).length).toBeGreaterThan(3);
  await page.getByTestId('new-conversation').click();
  await expect.poll(() => coloursOf(page)).toEqual([]);
});

it('copies, saves and enlarges tables, and keeps figures on one line', async () => {
  const { page, answer } = await answered({
    viewport: { width: 420, height: 800 },
    onContext: (context) => context.grantPermissions(['clipboard-read', 'clipboard-write']),
  });
  const table = answer.getByRole('region', { name: 'Table' });
  for (const figure of ['2025-03-14', '$19.7 bn']) {
    const cell = table.getByRole('cell', { name: figure });
    const lines = await cell.evaluate((one) => {
      const range = document.createRange();
      range.selectNodeContents(one);
      return range.getClientRects().length;
    });
    expect(lines).toBe(1);
  }
  await answer.getByRole('button', { name: 'Copy table' }).click();
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toContain('2025-03-14\t$19.7 bn\tbest ever');
  const downloading = page.waitForEvent('download');
  await answer.getByRole('button', { name: 'Save as CSV' }).click();
  const saved = await downloading;
  expect(saved.suggestedFilename()).toBe('table.csv');
  const text = await readFile(await saved.path(), 'utf8');
  expect(text).toContain('2025-04-14,-5,"\'=HYPERLINK(""https://evil.invalid"")"\r\n');
  await answer.getByRole('button', { name: 'Show large' }).click();
  await page.getByRole('dialog').getByRole('cell', { name: '2025-03-14' }).waitFor();
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
});

it('keeps the header of a long table in sight', async () => {
  const rows = Array.from({ length: 20 }, (_, n) => `| row ${n} | ${n} |`).join('\n');
  const { answer } = await answered({
    answer: `| Name | Value |\n| --- | --- |\n${rows}`,
    viewport: { width: 1280, height: 500 },
  });
  const box = answer.getByRole('region', { name: 'Table' });
  await box.evaluate((one) => one.scrollTo(0, 200));
  const [head, frame] = [await box.locator('th').first().boundingBox(), await box.boundingBox()];
  expect(head.y - frame.y).toBeLessThan(3);
});

it('names tasks, and shows those that are done in the colour of the page', async () => {
  const { page, answer } = await answered();
  const done = answer.getByRole('checkbox', { name: 'Done' });
  const accent = await page.evaluate(() => {
    const probe = document.body.appendChild(document.createElement('i'));
    probe.style.color = 'var(--accent)';
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  });
  expect(await done.evaluate((box) => getComputedStyle(box).backgroundColor)).toBe(accent);
  expect(await answer.getByRole('checkbox', { name: 'To do' }).count()).toBe(1);
});
