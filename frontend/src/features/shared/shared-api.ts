import type { ApiClient } from '@/lib/api-client';
import { branchOf } from '@/lib/branches';
import { pagedPath } from '@/lib/paged';
import type { CopiedMessage, CopyPage } from '@/types/api';

const AT_ONCE = 100;

export interface Copy {
  title: string;
  createdAt: string;
  own: boolean;
  /** Of the newest branch, with the newest answer to each question. */
  messages: CopiedMessage[];
}

/** All that a link opens, page after page. */
export async function wholeCopy(api: ApiClient, linkId: string): Promise<Copy> {
  const messages: CopiedMessage[] = [];
  let cursor: string | null = null;
  let page: CopyPage;
  do {
    page = await api.get<CopyPage>(pagedPath(`/links/${encodeURIComponent(linkId)}`, cursor, AT_ONCE));
    messages.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return {
    title: page.title,
    createdAt: page.created_at,
    own: page.own,
    messages: newestBranch(messages, page.conversation_id),
  };
}

function newestBranch(messages: readonly CopiedMessage[], conversationId: string): CopiedMessage[] {
  const turns = messages.map((message) => ({
    id: message.id,
    role: message.role,
    replyTo: message.reply_to,
    after: message.after,
    message,
  }));
  return branchOf(turns, conversationId).shown.map(({ message }) => message);
}
