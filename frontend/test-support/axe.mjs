/** What axe finds on a page. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { settled } from './settled.mjs';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Axe runs in the page's world by evaluation, which a Content-Security-Policy does not hinder; once for each page. */
export async function violations(page) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(await readFile(axe, 'utf8'));
  await page.evaluate(settled);
  // What no rule finds fault with is not listed: most of the time would go into it.
  const run = () => globalThis.axe.run(document, { resultTypes: ['violations'] });
  const { violations: found } = await page.evaluate(run);
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
}
