/**
 * What the page takes: script to load, processor until it can be used and while an answer streams, memory over many.
 * Times are of the page's own thread, so that other work of the machine does not count.
 */
import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { longTalk } from './long-talk.mjs';
import { ask, lastAnswer, usePages } from './page.mjs';

const { signedIn } = usePages();
const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const report = ({ store }) => store.addDocument({ filename: 'report.pdf' });

async function metricsOf(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async (options = {}) => {
    if (options.collect) await session.send('HeapProfiler.collectGarbage');
    const { metrics } = await session.send('Performance.getMetrics');
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
  };
}

it('loads at most 170 KB of script at first, compressed', async () => {
  const index = await readFile(`${DIST}index.html`, 'utf8');
  const scripts = [...index.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, path]) => path);
  const sizes = await Promise.all(scripts.map(async (path) => gzipSync(await readFile(DIST + path)).length));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  console.log(
    `first load: ${(total / 1024).toFixed(1)} KB in ${scripts.length} of ${(await readdir(`${DIST}assets`)).length} files`,
  );
  expect(total).toBeLessThanOrEqual(170 * 1024);
  expect(index).not.toMatch(/<script(?![^>]*src=)|<style|\son\w+=|style=/);
});

/** Opens the page in a new tab, signed in, nothing cached: what its thread worked, and what the clock said, in ms. */
async function timeToInteractive({ context, backend }, slowness) {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowness });
  const metrics = await metricsOf(page);
  const began = Date.now();
  await page.goto(backend.url, { waitUntil: 'commit' });
  await page.getByTestId('ask-input').fill('a');
  const clock = Date.now() - began;
  const work = (await metrics()).TaskDuration * 1000;
  await page.close();
  return { clock, work };
}

it('can be typed in within two seconds on a processor four times slower', async () => {
  const visited = await signedIn({ prepare: report });
  const tries = [];
  for (let n = 0; n < 3; n++) tries.push(await timeToInteractive(visited, 1));
  const slowed = await timeToInteractive(visited, 4);
  const work = Math.min(...tries.map((one) => one.work));
  console.log(
    `interactive: ${work.toFixed(0)} ms of work, so ${(work * 4).toFixed(0)} ms at a quarter of the speed; ` +
      `by the clock, slowed: ${slowed.clock} ms`,
  );
  expect(work * 4).toBeLessThan(2_000);
}, 120_000);

/** Two thousand lines of all that models write at length. */
function longAnswer() {
  const lines = (count, line) => Array.from({ length: count }, (_, n) => line(n)).join('\n');
  return [
    lines(500, (n) =>
      n % 9 === 8 ? `\n## Part ${n}\n` : `- Line ${n} says **something** with \`code\` [${(n % 5) + 1}]`,
    ),
    `| Figure | Value | Source |\n| --- | ---: | --- |\n${lines(400, (n) => `| Row ${n} | **${n}** | said here [1] |`)}`,
    `\`\`\`\n${lines(400, (n) => `const value${n} = compute(${n}); // one of many lines`)}\n\`\`\``,
    lines(350, (n) => `Sentence ${n} goes on and on, with **bold** words and its source [${(n % 5) + 1}].`),
    lines(350, (n) => `> Quoted line ${n}, of a very long quotation [2].`),
    'The very end.',
  ].join('\n\n');
}

/** Sends each delta after the page has drawn the one before. The list grows by the page's work for each, in ms. */
async function workForEachDelta({ page, backend }) {
  const metrics = await metricsOf(page);
  const work = [];
  let total = 0;
  backend.chat.betweenDeltas = async () => {
    await page.evaluate(
      () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
    );
    const before = total;
    total = (await metrics()).TaskDuration * 1000;
    work.push(total - before);
  };
  return work;
}

/** Notes from now on what changes in the list of the answer's first lines, which is finished by then. */
async function noteChanges(page) {
  const answer = page.getByTestId('message-assistant');
  await answer.getByText('Part 44').waitFor();
  await answer.getByText('Line 3 says').evaluate((line) => {
    globalThis.changes = [];
    const told = ({ type, target }) => `${type} of ${target.nodeName}: ${target.textContent.slice(0, 60)}`;
    // What a mark says of its quote comes when the quote has been checked, at the end.
    const isMark = ({ target }) => target.querySelector?.(':scope > [data-testid=citation]') != null;
    const options = { childList: true, characterData: true, subtree: true };
    new MutationObserver((list) =>
      globalThis.changes.push(...list.filter((change) => !isMark(change)).map(told)),
    ).observe(line.closest('ul'), options);
  });
}

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

// A ratio within one run: how long drawing takes depends on the machine. The best of three, since others use it too.
it(
  'draws the last third of 2,000 lines as quickly as the first, and redraws nothing that is finished',
  { retry: 2, timeout: 200_000 },
  async () => {
    const visited = await signedIn({
      prepare: (backend) => {
        report(backend);
        Object.assign(backend.chat, { answer: longAnswer(), chunk: 280 });
      },
    });
    const { page } = visited;
    const work = await workForEachDelta(visited);
    await ask(page, 'Everything, please.');
    await noteChanges(page);
    await lastAnswer(page).getByText('The very end.').waitFor({ timeout: 150_000 });
    const changes = await page.evaluate(() => globalThis.changes);
    const third = Math.floor(work.length / 3);
    // The first includes all that the page did before.
    const first = sum(work.slice(1, third + 1));
    const last = sum(work.slice(-third));
    console.log(
      `work for a third of ${work.length} deltas: the first ${first.toFixed(0)} ms, the last ${last.toFixed(0)} ms; ` +
        `the most for one: ${Math.max(...work.slice(1)).toFixed(0)} ms`,
    );
    expect(work.length).toBeGreaterThan(300);
    expect(last).toBeLessThan(2 * first);
    expect(changes).toEqual([]);
  },
);

/** Asks one question after another inside the page: two hundred from outside would take a minute. */
function askMany(page, count) {
  return page.evaluate(async (left) => {
    const area = document.querySelector('#ask');
    const type = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set;
    const frame = () => new Promise(requestAnimationFrame);
    const ended = () => document.querySelector('[data-testid=ask-submit]');
    for (; left > 0; left--) {
      type.call(area, `Question ${left}?`);
      area.dispatchEvent(new InputEvent('input', { bubbles: true }));
      await frame();
      area.form.requestSubmit();
      do await frame();
      while (!ended());
    }
  }, count);
}

it('holds little more after two hundred answers than after fifty', async () => {
  const { page, backend } = await signedIn({
    prepare: (backend) => {
      report(backend);
      Object.assign(backend.chat, { pace: 0, chunk: 200 });
    },
  });
  const metrics = await metricsOf(page);
  const seen = [];
  await ask(page, 'The first?');
  await lastAnswer(page).waitFor();
  for (let n = 0; n < 4; n++) {
    await askMany(page, 50);
    seen.push(await metrics({ collect: true }));
  }
  const stored = [...backend.store.conversations.values()].map(({ messages }) => messages.length);
  expect(stored).toEqual([402]);
  const megabytes = seen.map(({ JSHeapUsedSize }) => JSHeapUsedSize / 2 ** 20);
  const nodes = seen.map(({ Nodes }) => Nodes);
  console.log(
    `after 50, 100, 150, 200: ${megabytes.map((n) => n.toFixed(1)).join(', ')} MB; ${nodes.join(', ')} nodes`,
  );
  // What is drawn stays the same; what is kept are the texts and sources, some 10 KB for each answer.
  expect(nodes.at(-1)).toBeLessThan(nodes[0] * 1.1);
  expect(megabytes.at(-1) - megabytes[0]).toBeLessThan(150 * 0.02);
}, 300_000);

/** Goes to the beginning of what is drawn again and again; the work of each step, in ms, and the elements in the end. */
async function goBack(page, metrics, steps) {
  const before = (await metrics()).TaskDuration;
  const seen = await page.evaluate(async (left) => {
    const box = document.querySelector('[data-scroller]');
    const frame = () => new Promise(requestAnimationFrame);
    for (; left > 0; left--) {
      box.scrollTo({ top: 0 });
      for (let n = 0; n < 4; n++) await frame();
    }
    const count = (selector) => document.querySelectorAll(selector).length;
    return { chunks: count('[data-chunk]'), elements: count('*') };
  }, steps);
  return { ...seen, work: ((await metrics()).TaskDuration - before) * (1000 / steps) };
}

/** Opens a conversation with so many exchanges, and reads all of it. */
async function readAll(exchanges) {
  const visited = await signedIn({ prepare: longTalk(exchanges) });
  const { page } = visited;
  await page.getByTestId('conversation-row').getByText('A long talk').click();
  await page.getByText(`Question number ${exchanges - 1}.`).waitFor();
  await page.evaluate(() => (globalThis.print = () => (globalThis.asked = true)));
  await page.keyboard.press('Control+p');
  await page.waitForFunction(() => globalThis.asked);
  return visited;
}

/** The work for an answer of some hundred deltas below a conversation, in ms. */
async function workForAnswer({ page, backend }) {
  Object.assign(backend.chat, { answer: 'A sentence of an answer goes on and on. '.repeat(150), chunk: 60 });
  const latest = page.getByRole('button', { name: 'To the latest' });
  if (await latest.isVisible()) await latest.click();
  await latest.waitFor({ state: 'detached' });
  await page.evaluate(() => new Promise((idle) => requestIdleCallback(() => requestIdleCallback(idle))));
  const metrics = await metricsOf(page);
  const before = (await metrics()).TaskDuration;
  await ask(page, 'And then?');
  await lastAnswer(page).getByText('A sentence of an answer').waitFor();
  return ((await metrics()).TaskDuration - before) * 1000;
}

it('stays quick with 2,000 exchanges read', { retry: 1, timeout: 300_000 }, async () => {
  const long = await readAll(2_000);
  const metrics = await metricsOf(long.page);
  const [first, , last] = [
    await goBack(long.page, metrics, 20),
    await goBack(long.page, metrics, 25),
    await goBack(long.page, metrics, 20),
  ];
  const short = await readAll(40);
  const [few, many] = [await workForAnswer(short), await workForAnswer(long)];
  console.log(
    `each 30 messages further back: ${first.work.toFixed(0)} ms of work at first, ${last.work.toFixed(0)} ms behind ` +
      `${65 * 30}; ${first.elements}, then ${last.elements} elements. ` +
      `An answer: ${few.toFixed(0)} ms below 40 exchanges, ${many.toFixed(0)} ms below 2,000`,
  );
  expect(last.chunks).toBe(66 * 3);
  expect(last.elements).toBeLessThan(2 * first.elements);
  expect(last.work).toBeLessThan(2 * first.work);
  expect(many).toBeLessThan(4 * few);
});
