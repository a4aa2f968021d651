/** The title of the browser's tab: what goes on, then what is open. */

const parts = { news: '', name: '' };

export function setTitle(part: keyof typeof parts, text: string): void {
  parts[part] = text;
  document.title = [parts.news, parts.name, 'Grail'].filter(Boolean).join(' · ');
}
