import { conversationAsHtml } from '@/features/conversations/export-html';
import { sanitizeMarkdown } from '@/lib/sanitize-markdown';
import { t } from '@/config/strings';
import { moment } from '@/config/format';
import { branchOf } from '@/lib/branches';
import { inSlices } from '@/lib/in-slices';
import { saveFile } from '@/lib/save-file';
import type { ConversationDetail, Message } from '@/types/api';

function sourcesOf(message: Message): string {
  const cited = new Set(message.citations.map((citation) => citation.n));
  return message.sources
    .map((source, index) => ({ source, n: index + 1 }))
    .filter(({ n }) => cited.has(n))
    .map(
      ({ source, n }) =>
        `- [${n}] ${source.filename}${source.page === null ? '' : `, ${t.chat.page(source.page)}`}`,
    )
    .join('\n');
}

export async function conversationAsMarkdown(conversation: ConversationDetail): Promise<string> {
  const turns = conversation.messages.map((message) => {
    if (message.role === 'user') return `## ${message.text}`;
    return [message.text, sourcesOf(message)].filter(Boolean).join('\n\n');
  });
  const title = conversation.title || t.conversations.untitled;
  const parts = [`# ${title}`, `*${moment(conversation.updated_at)}*`, ...turns];
  // Each by itself, so that a fence left open ends with its message, and long conversations take linear time.
  return `${(await inSlices(parts, sanitizeMarkdown)).join('\n\n')}\n`;
}

export type ExportFormat = 'md' | 'json' | 'html';

const TYPES: Record<ExportFormat, string> = {
  md: 'text/markdown',
  json: 'application/json',
  html: 'text/html',
};

/** The branch that the page shows at first. Others, where a question was edited, are in the JSON alone. */
function newestBranch({ id, messages }: ConversationDetail): Message[] {
  const turns = messages.map((message) => {
    const { reply_to: replyTo = null, after = null } = message;
    return { id: message.id, role: message.role, replyTo, after, message };
  });
  return branchOf(turns, id).shown.map(({ message }) => message);
}

async function written(conversation: ConversationDetail, format: ExportFormat): Promise<string> {
  if (format === 'json') return `${JSON.stringify(conversation, null, 2)}\n`;
  const read = { ...conversation, messages: newestBranch(conversation) };
  return format === 'md' ? conversationAsMarkdown(read) : conversationAsHtml(read);
}

/** Saves a conversation as a file; JSON holds all that the service sent. */
export async function download(conversation: ConversationDetail, format: ExportFormat): Promise<void> {
  saveFile(`${fileName(conversation.title)}.${format}`, await written(conversation, format), TYPES[format]);
}

/** A file name, without its extension, that every system accepts. */
export function fileName(title: string): string {
  const safe = title
    .replace(/[\p{Cc}\s\\/:*?"<>|]+/gu, ' ')
    .trim()
    .slice(0, 80);
  return safe || t.conversations.untitled;
}
