/** What the page says and does while there is no connection. */
import { describe, expect, it } from 'vitest';
import { ask, connected, lastAnswer, usePages } from './page.mjs';

const { signedIn } = usePages();

async function cut({ context, backend, page }) {
  await context.setOffline(true);
  backend.chat.cut();
  await page.getByText('Connection lost.').waitFor();
}

const filled = ({ store }) => {
  store.addDocument({ filename: 'report.pdf' });
  store.addConversation('Older talk');
};

describe('without a connection', () => {
  it('says at once that a question waits, and nothing else is red', async () => {
    const visited = await signedIn({ prepare: filled });
    const { page, context, backend } = visited;
    await context.setOffline(true);
    await ask(page, 'Asked without a network');
    await page.getByTestId('stage').getByText('Waits for the connection').waitFor();
    await cut(visited);
    await page.getByText('What is loaded can be read on.').waitFor();
    await page.getByTestId('conversation-row').getByText('Older talk').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await context.setOffline(false);
    await connected(page);
    await lastAnswer(page).waitFor();
    expect(backend.chat.asked).toHaveLength(1);
  });

  it('lets a waiting question be taken back', async () => {
    const visited = await signedIn({ prepare: filled });
    const { page, context, backend } = visited;
    await cut(visited);
    await ask(page, 'Better not');
    await page.getByTestId('stop').click();
    await page.getByText('The question did not reach the service.').waitFor();
    await context.setOffline(false);
    await connected(page);
    expect(backend.chat.asked).toHaveLength(0);
  });

  it('keeps deletions until it is back', async () => {
    const visited = await signedIn({ prepare: filled });
    const { page, context, backend } = visited;
    await cut(visited);
    await page.getByRole('button', { name: 'Actions for report.pdf' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByText('“report.pdf” deleted.').waitFor();
    await page.getByText('“report.pdf” deleted.').waitFor({ state: 'detached' });
    expect(await page.getByTestId('document-row').count()).toBe(0);
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(backend.store.documents.size).toBe(1);
    await context.setOffline(false);
    await expect.poll(() => backend.store.documents.size, { timeout: 20_000 }).toBe(0);
  });
});
