/** What stands on the paper. */
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

export async function printed(page) {
  const pdf = await getDocument({ data: new Uint8Array(await page.pdf({ format: 'A4' })), verbosity: 0 })
    .promise;
  const texts = [];
  for (let n = 1; n <= pdf.numPages; n++) {
    const { items } = await (await pdf.getPage(n)).getTextContent();
    texts.push(items.map((item) => item.str).join(' '));
  }
  return texts.join(' ').replace(/\s+/g, ' ');
}
