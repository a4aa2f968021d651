/** What is said about a document beside it: its main points, and questions that it answers. */
import { describe, expect, it } from 'vitest';
import { usePages } from './page.mjs';

const { signedIn } = usePages();

async function opened(options = {}) {
  const visited = await signedIn({
    prepare: ({ store }) => store.addDocument({ filename: 'notes.txt' }),
    ...options,
  });
  await visited.page.getByRole('button', { name: 'notes.txt', exact: true }).first().click();
  const guide = visited.page.getByTestId('guide');
  await guide.getByText('Net sales in the third quarter').waitFor();
  return { ...visited, guide };
}

describe('the guide of a document', () => {
  it('opens its sentences where they stand, and stays in sight', async () => {
    const { page, guide } = await opened();
    await guide.getByRole('button', { name: 'The company expects that gross margin' }).click();
    const quote = page.getByTestId('reader-quote').first();
    await quote.waitFor();
    expect(await quote.textContent()).toContain('gross margin');
    expect(await guide.isVisible()).toBe(true);
  });

  it('puts a question into the composer, asked of that document alone', async () => {
    const { page, guide, backend } = await opened();
    await guide.getByRole('button', { name: 'What was the dividend?' }).click();
    const composer = page.getByTestId('ask-input');
    expect(await composer.inputValue()).toBe('What was the dividend?');
    await composer.press('Enter');
    await expect.poll(() => backend.chat.asked.at(-1)?.document_ids).toHaveLength(1);
  });

  it('is worked by keyboard, and closes', async () => {
    const { page, guide } = await opened();
    const head = guide.getByText('About this document');
    await head.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => guide.getByText('What was the dividend?').isVisible()).toBe(false);
  });
});
