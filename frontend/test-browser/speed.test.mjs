/**
 * What the page takes: script to load, processor until it can be used and while an answer streams, memory over many.
 * Times are of the page's own thread, so that other work of the machine does not count.
 */
import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { ask, lastAnswer, usePages } from './page.mjs';

const { signedIn, launched } = usePages();
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

it('loads at most 200 KB of script at first, compressed', async () => {
  const index = await readFile(`${DIST}index.html`, 'utf8');
  const scripts = [...index.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, path]) => path);
  const sizes = await Promise.all(scripts.map(async (path) => gzipSync(await readFile(DIST + path)).length));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  console.log(
    `first load: ${(total / 1024).toFixed(1)} KB in ${scripts.length} of ${(await readdir(`${DIST}assets`)).length} files`,
  );
  expect(total).toBeLessThanOrEqual(200 * 1024);
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

/** What each task of the page's own thread worked, in ms, in the order of their beginnings. */
function tasksOf(trace) {
  const { traceEvents } = JSON.parse(trace.toString());
  const id = ({ pid, tid }) => `${pid}:${tid}`;
  const pages = traceEvents.filter(
    ({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain',
  );
  const mine = new Set(pages.map(id));
  return traceEvents
    .filter((event) => event.name === 'RunTask' && event.ph === 'X' && mine.has(id(event)))
    .sort((a, b) => a.ts - b.ts)
    .map(({ tdur = 0 }) => tdur / 1000);
}

/** The trace of what `run` does. It ends also where that fails: the next try could not begin one otherwise. */
async function traced(page, run) {
  const categories = ['devtools.timeline', 'disabled-by-default-devtools.timeline'];
  await launched().startTracing(page, { categories });
  const failure = await run().then(
    () => null,
    (error) => error,
  );
  const trace = await launched().stopTracing();
  if (failure) throw failure;
  return trace;
}

/** Asks, and counts from the first lines on what changes in a finished list, and the frames that are drawn. */
async function follow(page) {
  await ask(page, 'Everything, please.');
  const answer = page.getByTestId('message-assistant');
  await answer.getByText('Part 44').waitFor();
  await answer.getByText('Line 3 says').evaluate((line) => {
    globalThis.changes = 0;
    globalThis.frames = [];
    const options = { childList: true, characterData: true, subtree: true };
    new MutationObserver((list) => (globalThis.changes += list.length)).observe(line.closest('ul'), options);
    const frame = (at) => globalThis.frames.push(at) && requestAnimationFrame(frame);
    requestAnimationFrame(frame);
  });
  await lastAnswer(page).getByText('The very end.').waitFor({ timeout: 150_000 });
}

/** What nine in ten of the tasks that draw something stay below, in ms. */
function usual(tasks) {
  const drawing = tasks.filter((ms) => ms > 1).sort((a, b) => a - b);
  return drawing[Math.floor(drawing.length * 0.9)];
}

// A ratio within one run: how long a task takes depends on the machine. The best of three, since others use it too.
it(
  'draws the last third of 2,000 lines as quickly as the first, and redraws nothing that is finished',
  { retry: 2, timeout: 200_000 },
  async () => {
    const { page } = await signedIn({
      prepare: (backend) => {
        report(backend);
        Object.assign(backend.chat, { answer: longAnswer(), pace: 3, chunk: 70 });
      },
    });
    const trace = await traced(page, () => follow(page));
    const { changes, frames } = await page.evaluate(() => ({
      changes: globalThis.changes,
      frames: globalThis.frames,
    }));
    const tasks = tasksOf(trace);
    const gaps = frames.slice(1).map((at, index) => at - frames[index]);
    const median = gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 2)];
    const third = Math.floor(tasks.length / 3);
    const [first, last] = [usual(tasks.slice(0, third)), usual(tasks.slice(-third))];
    console.log(
      `nine in ten tasks: up to ${first.toFixed(1)} ms in the first third, ${last.toFixed(1)} ms in the last; the longest ` +
        `of ${tasks.length}: ${Math.max(...tasks).toFixed(0)} ms; a frame every ${median.toFixed(1)} ms (median of ${frames.length})`,
    );
    expect(tasks.length).toBeGreaterThan(1_000);
    expect(last).toBeLessThan(2 * first);
    expect(changes).toBe(0);
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
