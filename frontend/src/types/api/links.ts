/** Links to frozen copies of conversations. */
import type { Message } from '@/types/api/conversations';

export interface ConversationLink {
  id: string;
  conversation_id: string;
  title: string;
  created_at: string;
  expires_at: string;
  messages: number;
}

/** `quote` and `heading` are empty unless the person may read the document. */
export interface CopiedCitation {
  n: number;
  document_id: string;
  filename: string;
  page: number | null;
  heading: string[];
  quote: string;
  answer_start: number;
  answer_end: number;
  verified: boolean;
}

export interface CopiedMessage {
  id: string;
  role: Message['role'];
  text: string;
  markers: number[] | null;
  citations: CopiedCitation[];
  model: string | null;
  created_at: string;
  reply_to: string | null;
  after: string | null;
}

export interface CopyPage {
  conversation_id: string;
  title: string;
  created_at: string;
  expires_at: string;
  own: boolean;
  items: CopiedMessage[];
  next_cursor: string | null;
}
