/** A hundred payloads in every place where the page shows a text that is not its own: nothing runs, nothing leaves. */
import { afterEach, describe, expect, it } from 'vitest';
import { blank } from '../test-support/fake-backend/store.mjs';
import { DRAWN_PAYLOADS, PAYLOADS } from '../test-support/payloads.mjs';
import { ask, connected, lastAnswer, usePages } from './page.mjs';

const { visit } = usePages();
const opened = [];
const oneLine = (text) => text.replace(/\s+/g, ' ');

/** The page with the demo account signed in, watched from its first script on. */
async function watched(prepare, options = {}) {
  const seen = { outside: [], tabs: 0, dialogs: [] };
  const visited = await visit({
    ...options,
    prepare,
    onContext: async (context, backend) => {
      await context.addInitScript(() => {
        globalThis.broken = [];
        document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
          globalThis.broken.push(`${violatedDirective} ${blockedURI} ${sample}`),
        );
      });
      const own = new Set([new URL(backend.url).host]);
      context.on('request', (request) => {
        const { host, protocol } = new URL(request.url());
        if (protocol !== 'blob:' && !own.has(host)) seen.outside.push(request.url());
      });
      context.on('page', (page) => {
        seen.tabs++;
        page.on('dialog', (dialog) => seen.dialogs.push(dialog.message()) && dialog.dismiss());
      });
    },
  });
  opened.push({ ...visited, seen });
  await visited.page.getByTestId('demo-sign-in').click();
  await connected(visited.page);
  return visited;
}

/** What a payload would have left in the page if any part of it had been taken for markup. */
function traces() {
  const foreign =
    'script:not([src^="/assets/"]), iframe, object, embed, base, form[action], meta[http-equiv], img, video';
  const found = [...document.querySelectorAll(foreign)].map(({ outerHTML }) => outerHTML);
  for (const element of document.querySelectorAll('*')) {
    for (const { name, value } of element.attributes) {
      if (/^on|^srcdoc$|^ping$|^formaction$/.test(name)) found.push(`${name}=${value}`);
      if (/^(?:href|src|action|xlink:href)$/.test(name) && /^\s*(?:javascript|data|vbscript):/i.test(value))
        found.push(`${name}=${value}`);
    }
  }
  return { hit: globalThis.hit, broken: globalThis.broken, found };
}

afterEach(async () => {
  for (const { page, seen } of opened.splice(0)) {
    expect(await page.evaluate(traces)).toEqual({ hit: undefined, broken: [], found: [] });
    expect(seen).toEqual({ outside: [], tabs: 1, dialogs: [] });
  }
});

it('would be seen, if anything were to run or leave', async () => {
  const { page } = await watched(() => undefined, { strict: false });
  const { seen } = opened.pop();
  const staying = PAYLOADS.filter((payload) => !payload.includes('refresh'));
  await page.evaluate((payloads) => (document.body.innerHTML = payloads.join('')), staying);
  await expect.poll(() => page.evaluate(() => globalThis.broken.length)).toBeGreaterThan(10);
  const { hit, found } = await page.evaluate(traces);
  expect(found.length).toBeGreaterThan(50);
  // The policy alone holds even where markup got in.
  expect(hit).toBeUndefined();
  expect(seen.outside.length).toBeGreaterThan(0);
});

describe('a hundred payloads', () => {
  it('are a hundred', () => expect(new Set(PAYLOADS).size).toBe(100));

  it('as file names, tags, reasons of failure and titles', async () => {
    const { page } = await watched(({ store }) => {
      PAYLOADS.forEach((payload, n) => {
        const failure = { code: 'unreadable', message: payload, retryable: true };
        const state = n % 2 ? { status: 'failed', failure } : {};
        store.addDocument({ filename: oneLine(payload), tags: [oneLine(payload)], ...state });
        store.addConversation(oneLine(payload));
      });
    });
    for (const region of ['Documents', 'Your conversations']) {
      await page.getByLabel(region, { exact: true }).getByRole('button', { name: 'Show more' }).click();
    }
    await expect.poll(() => page.getByTestId('document-row').count()).toBe(100);
    await expect.poll(() => page.getByTestId('conversation-row').count()).toBe(100);
    const shown = await page
      .getByTestId('document-row')
      .getByRole('button', { disabled: true })
      .allTextContents();
    expect(shown).toContain(oneLine(PAYLOADS[1]));
    await page.getByRole('button', { name: /^Choose what to search/ }).click();
    await page.locator('[popover]').getByRole('checkbox').last().check();
    await page.keyboard.press('Escape');
    await page.getByTestId('scope-chips').waitFor();
    await page.getByPlaceholder('Search conversations').fill('<script>');
    await page.getByPlaceholder('Filter by name').fill(PAYLOADS[0]);
    await page.keyboard.press('Enter');
    await page.getByTestId('inside-passage').first().waitFor();
  });

  it('as questions, streamed answers, quotes, headings and passages', async () => {
    const content = PAYLOADS.map((payload) => ({ text: payload, heading: ['Report', payload] }));
    const { page } = await watched(({ store, chat }) => {
      store.addDocument({ filename: `${oneLine(PAYLOADS[4])}.md`, content });
      Object.assign(chat, { answer: `${PAYLOADS.join('\n\n')}\n\n[1] The end.`, pace: 0, chunk: 9 });
    });
    await ask(page, PAYLOADS.join('\n').slice(0, 7_900));
    await lastAnswer(page).getByText('The end.').waitFor();
    expect(await page.getByTestId('message-assistant').innerText()).toContain(PAYLOADS[0]);
    await page.getByTestId('citation').first().click();
    const reader = page.getByTestId('reader');
    await page.getByTestId('reader-quote').waitFor();
    for (let more = 4; more < 100; more += 8) {
      await reader.getByRole('button', { name: 'Show what comes after' }).click();
    }
    await reader.getByText('www.evil.invalid').last().waitFor();
    expect(await reader.innerText()).toContain(PAYLOADS[50]);
  });

  it('as stored answers, each by itself', async () => {
    const { page } = await watched(({ store }) => {
      for (let part = 0; part < 100; part += 14) {
        const answers = PAYLOADS.slice(part, part + 14).flatMap((text, n) => [
          blank({ id: `${part}q${n}`, role: 'user', text }),
          blank({ id: `${part}r${n}`, role: 'assistant', text }),
        ]);
        store.addConversation(`Part ${part}`, answers);
      }
    });
    for (let part = 0; part < 100; part += 14) {
      await page.getByTestId('conversation-row').getByText(`Part ${part}`, { exact: true }).click();
      const last = Math.min(part + 14, 100) - part - 1;
      await page.locator(`[data-message-id="${part}r${last}"]`).waitFor();
      expect((await page.evaluate(traces)).found).toEqual([]);
    }
  });

  it('in code, tables, tasks and formulas, which are copied, saved and shown large', async () => {
    const { page } = await watched(({ store, chat }) => {
      store.addDocument({ filename: 'report.pdf' });
      Object.assign(chat, { answer: `${DRAWN_PAYLOADS.join('\n\n')}\n\nThe end.`, pace: 0, chunk: 40 });
    });
    await ask(page, 'Everything?');
    const answer = lastAnswer(page);
    await answer.getByText('The end.').waitFor();
    await expect.poll(() => answer.getByTestId('formula').count()).toBeGreaterThan(2);
    await expect.poll(() => page.evaluate(() => CSS.highlights.size)).toBeGreaterThan(0);
    for (const name of ['Wrap lines', 'Copy code', 'Copy table', 'Save as CSV', 'Show large']) {
      await answer.getByRole('button', { name }).first().click();
    }
    await page.getByRole('dialog').getByRole('table').waitFor();
  });

  it('as errors of the service, the socket and an answer, and in a PDF', async () => {
    const { page, backend } = await watched((made) => {
      made.store.addDocument({ filename: 'report.pdf' });
      made.store.addConversation('Title');
      made.pdfLines = ['Net sales in the third quarter came to $19.7 billion', ...PAYLOADS.map(oneLine)];
    });
    await page.evaluate((all) => {
      for (const payload of all) location.hash = `#/c/${encodeURIComponent(payload)}`;
      location.hash = '#/c/%';
    }, PAYLOADS);
    backend.refusal = PAYLOADS.join(' ');
    await page.getByRole('button', { name: 'Actions for report.pdf' }).click();
    await page.getByRole('menuitem', { name: 'Rename' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill(PAYLOADS[4]);
    await page.keyboard.press('Enter');
    await page.getByText(PAYLOADS[0]).waitFor();
    Object.assign(backend.chat, { refusal: PAYLOADS.join(' '), failure: PAYLOADS.join('\n') });
    await page.getByTestId('new-conversation').click();
    await ask(page, 'REFUSE');
    await lastAnswer(page, 'failed').getByText(PAYLOADS[0]).waitFor();
    backend.chat.failNext = true;
    await ask(page, 'How did sales develop?');
    await lastAnswer(page, 'failed').getByText(PAYLOADS[0]).waitFor();
    await page.getByTestId('document-row').getByRole('button', { name: 'report.pdf', exact: true }).click();
    await page.getByTestId('reader').getByText(PAYLOADS[0], { exact: true }).waitFor();
  });
});

it('says where a link goes, and opens it in a tab that knows nothing of this one', async () => {
  const { page } = await watched(({ store, chat }) => {
    store.addDocument({ filename: 'report.pdf' });
    chat.answer = 'See [your bank](https://evil.invalid/login) [1].';
  });
  await ask(page, 'Where?');
  const link = lastAnswer(page).getByRole('link');
  expect(await link.innerText()).toContain('(evil.invalid)');
  expect(await link.getAttribute('rel')).toBe('noopener noreferrer nofollow');
  expect(await link.getAttribute('target')).toBe('_blank');
});

it('is served with a policy that allows no inline script, no eval, and no address but its own', async () => {
  const { page, backend } = await watched(() => undefined);
  const response = await page.request.get(backend.url);
  const policy = response.headers()['content-security-policy'];
  expect(policy).toMatch(/^default-src 'none'; script-src 'self';/);
  expect(policy).not.toMatch(/unsafe|\*|data:|https?:\/\/(?!localhost)/);
});
