/** Every way for files to come in, and what can be done with documents afterwards. */
import { describe, expect, it } from 'vitest';
import { dropFolder, row, usePages } from './page.mjs';

const { signedIn } = usePages();
const file = (name, text = 'x') => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
const report = ({ store }) => store.addDocument({ filename: 'report.pdf' });
const filenames = ({ store }) => [...store.documents.values()].map(({ filename }) => filename).sort();

/** Does to the window what a person does with files: `kind` is drop or paste. */
function handOver(page, kind, names) {
  return page.evaluate(
    ([type, all]) => {
      const data = new DataTransfer();
      for (const name of all) data.items.add(new File(['text'], name, { type: 'text/plain' }));
      const event =
        type === 'paste'
          ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
          : new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true });
      document.body.dispatchEvent(event);
    },
    [kind, names],
  );
}

describe('files come in', () => {
  it('dropped on the page, which says that it takes them', async () => {
    const { page, backend } = await signedIn();
    await handOver(page, 'dragenter', ['a.txt']);
    await page.getByText('Drop files to add them').waitFor();
    await handOver(page, 'drop', ['a.txt', 'b.md']);
    await page.getByText('Drop files to add them').waitFor({ state: 'detached' });
    await row(page, 'ready').nth(1).waitFor();
    expect(filenames(backend)).toEqual(['a.txt', 'b.md']);
  });

  it('pasted', async () => {
    const { page, backend } = await signedIn();
    await handOver(page, 'paste', ['pasted.txt']);
    await row(page, 'ready').waitFor();
    expect(filenames(backend)).toEqual(['pasted.txt']);
  });

  it('in a folder with folders in it, without what is hidden', async () => {
    const { page, backend } = await signedIn();
    await dropFolder(page, 'work', {
      'one.txt': null,
      '.DS_Store': null,
      deep: { 'two.txt': null, 'three.txt': null, 'four.txt': null },
    });
    await row(page, 'ready').nth(3).waitFor();
    expect(filenames(backend)).toEqual(['four.txt', 'one.txt', 'three.txt', 'two.txt']);
  });
});

describe('an upload', () => {
  it('shows how far it is, and can be called off: then nothing of it stays', async () => {
    const { page, backend } = await signedIn();
    backend.holdUploads = true;
    await page.getByTestId('upload-input').setInputFiles([file('slow.txt'), file('also.txt')]);
    await page.getByRole('button', { name: 'Cancel the upload of slow.txt' }).click();
    await expect.poll(() => filenames(backend)).toEqual(['also.txt']);
    await page.getByRole('progressbar', { name: 'Uploading' }).waitFor();
    backend.releaseUploads();
    await row(page, 'ready').getByText('also.txt').waitFor();
    expect(await page.getByTestId('document-row').count()).toBe(1);
  });

  it('that was cut by a reload says so, and is in the list still', async () => {
    const { page, backend } = await signedIn();
    backend.holdUploads = true;
    await page.getByTestId('upload-input').setInputFiles([file('cut.txt')]);
    await row(page, 'uploading').waitFor();
    await page.reload();
    await row(page, 'uploading').getByText('The upload was interrupted.').waitFor();
  });
});

describe('a document', () => {
  it('goes on being worked on after a reload, with stage and percentage', async () => {
    const { page, backend } = await signedIn();
    const made = backend.store.addDocument({
      filename: 'big.pdf',
      status: 'embedding',
      progress: { done: 7, total: 28 },
    });
    await page.reload();
    await row(page, 'embedding').getByText('25 %').waitFor();
    backend.store.change(made.id, { progress: { done: 14, total: 28 } });
    await row(page, 'embedding').getByText('Understanding, 14 of 28').waitFor();
    backend.store.change(made.id, { status: 'ready', progress: null });
    await row(page, 'ready').waitFor();
  });

  it('is replaced by a new version of its file', async () => {
    const { page, backend } = await signedIn({ prepare: report });
    await page.getByRole('button', { name: 'Actions for report.pdf' }).click();
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('menuitem', { name: 'Replace with a new version' }).click();
    await (
      await chooser
    ).setFiles([{ name: 'new.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF') }]);
    await expect.poll(() => backend.requests.filter((call) => /^PUT .*\/content$/.test(call)).length).toBe(1);
    await row(page, 'ready').getByText('report.pdf').waitFor();
    expect(await page.getByTestId('document-row').count()).toBe(1);
  });

  it('is searched inside, alone and with all others, and opens where the words are', async () => {
    const { page } = await signedIn({ prepare: report });
    await page.getByPlaceholder('Filter by name').fill('dividend');
    await page.getByRole('button', { name: 'Search inside the documents for “dividend”' }).click();
    await page.getByTestId('inside-passage').first().click();
    const reader = page.getByTestId('reader');
    await reader.getByRole('button', { name: 'Text' }).click();
    await reader.getByTestId('reader-passage').getByText('Shareholders received').waitFor();
    await reader.getByPlaceholder('Search in this document').fill('margin');
    await page.keyboard.press('Enter');
    await reader.getByText('1 with these words, 3 related').waitFor();
    expect(await reader.getByTestId('reader-hit').first().locator('mark').allInnerTexts()).toEqual([
      'margin',
    ]);
    await reader.getByTestId('reader-quote').getByText('margin', { exact: true }).waitFor();
  });

  it('is read also where its script needs an encoding that is not in the file', async () => {
    const { page } = await signedIn({
      prepare: (backend) => {
        report(backend);
        backend.pdfLines = ['売上高は増加した', 'Net sales rose'];
      },
    });
    await page.getByTestId('document-row').getByRole('button', { name: 'report.pdf', exact: true }).click();
    await page.getByTestId('reader').getByText('売上高は増加した').waitFor();
  });

  it('is asked about from the page that is read', async () => {
    const { page } = await signedIn({ prepare: report });
    await page.getByTestId('document-row').getByRole('button', { name: 'report.pdf', exact: true }).click();
    await page.getByTestId('reader').getByRole('button', { name: 'Next page' }).click();
    await page.getByRole('button', { name: 'Ask about this page' }).click();
    expect(await page.getByTestId('ask-input').inputValue()).toBe('About page 2 of “report.pdf”: ');
    await page.getByTestId('scope-chips').getByText('report.pdf').waitFor();
  });
});
