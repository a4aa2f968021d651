import { t } from '@/config/strings';
import type { ChatMessage } from '@/features/chat/chat-state';

/** An answer with its cited sources as a list below it, for pasting elsewhere. */
export function answerAsMarkdown(message: ChatMessage): string {
  const cited = [...new Set(message.citations.map((citation) => citation.n))].sort((a, b) => a - b);
  const lines = cited.flatMap((n) => {
    const source = message.sources[n - 1];
    if (!source) return [];
    return [`[${n}] ${source.filename}${source.page === null ? '' : `, ${t.chat.page(source.page)}`}`];
  });
  return lines.length === 0 ? message.text : `${message.text}\n\n${lines.join('  \n')}`;
}
