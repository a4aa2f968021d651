/** What an address of a passage names, such as those that programs hand out. */
import { getPassages } from '@/features/reader/reader-api';
import { targetOfDocument, targetOfPassage, type ReaderTarget } from '@/features/reader/reader-target';
import { cut } from '@/lib/code-points';
import type { ApiClient } from '@/lib/api-client';
import { getDocument } from '@/lib/use-document';

/** `quote` are code points of the document's extracted text. */
export interface PassageLink {
  documentId: string;
  ordinal: number;
  quote: { start: number; end: number } | null;
}

const BESIDE = 3; // A quote may stand in the passages after the one that was found.

/** Where to open the reader, with the passage or the quote marked. */
export async function targetOfLink(
  api: ApiClient,
  link: PassageLink,
  signal: AbortSignal,
): Promise<ReaderTarget> {
  const { documentId, ordinal, quote } = link;
  const [document, passages] = await Promise.all([
    getDocument(api, documentId, signal),
    getPassages(api, documentId, { ordinal, limit: quote ? BESIDE : 1 }, signal),
  ]);
  const quoted = quote && passages.find(({ start, end }) => start <= quote.start && quote.start < end);
  const passage = quoted ?? passages[0];
  if (!passage) return targetOfDocument(document);
  const target = targetOfPassage(passage, null);
  if (!quoted || !quote) return target;
  const [, text] = cut(passage.text ?? '', quote.start - passage.start, quote.end - passage.start);
  return { ...target, quote: { ...quote, text, verified: true } };
}
