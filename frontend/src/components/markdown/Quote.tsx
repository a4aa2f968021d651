import { quoteText } from '@/components/markdown/quote-text';

/** A quote as it reads. */
export default function Quote({ text }: { text: string }) {
  return quoteText(text);
}
