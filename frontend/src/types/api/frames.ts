/** What goes over the socket. */
import type { Citation, Conversation, Evidence, Message } from '@/types/api/conversations';
import type { GrailDocument, Passage } from '@/types/api/documents';
import type { ApiProblem } from '@/types/api/service';

/** A message at its stream's end: a field that does not fit into the frame is null. */
export interface DoneMessage extends Omit<Message, 'text' | 'sources' | 'citations'> {
  text: string | null;
  sources: Passage[] | null;
  citations: (Omit<Citation, 'quote'> & { quote: string | null })[] | null;
}

export type Stage = 'searching' | 'reading' | 'writing';

/** The events of one answer's stream, numbered from 1 without gaps. */
export type StreamEvent =
  | { type: 'stage'; message_id: string; seq: number; stage: Stage; route?: string; detail?: string }
  | {
      type: 'sources';
      message_id: string;
      seq: number;
      passages: Passage[];
      first?: number;
      evidence?: Evidence | null;
    }
  | { type: 'delta'; message_id: string; seq: number; text: string; markers?: number[] }
  | { type: 'done'; message_id: string; seq: number; message: DoneMessage }
  | { type: 'failed'; message_id: string; seq: number; error: ApiProblem };

/** All that the service can push. */
export type ServerEvent =
  | StreamEvent
  | {
      type: 'accepted';
      request_id: string;
      conversation_id: string;
      user_message_id: string;
      message_id: string;
    }
  | { type: 'document'; document: GrailDocument }
  | { type: 'conversation'; conversation: Conversation }
  | { type: 'error'; request_id: string | null; error: ApiProblem }
  | { type: 'renewed' }
  | { type: 'pong' };

export interface AskFrame {
  action: 'ask';
  request_id: string;
  text: string;
  conversation_id?: string;
  document_ids?: string[];
  tags?: string[];
  collection_ids?: string[];
  model?: string;
  regenerate_of?: string;
  /** The most that the answer may cost without another question, in US dollars. */
  accept_price?: number;
  /** The question that this one follows, or the conversation's id where it begins anew; else the last one. */
  after?: string;
}

export type ClientFrame =
  | AskFrame
  | { action: 'stop'; message_id: string }
  | { action: 'resume'; message_id: string; after_seq: number }
  | { action: 'renew'; ticket: string }
  | { action: 'ping' };
