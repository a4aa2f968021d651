/** Two characters for private use stand for a marker's brackets, so that Markdown reads nothing else in it. */
export const [OPEN, CLOSE] = ['\uE000', '\uE001'];

/** A text with its markers as they were. */
export function plain(text: string): string {
  return text.replaceAll(OPEN, '[').replaceAll(CLOSE, ']');
}
