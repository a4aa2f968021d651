/** Conversations, and what their messages hold. */
import type { Passage } from '@/types/api/documents';
import type { ApiProblem } from '@/types/api/service';

export interface Citation {
  n: number;
  passage_id: string;
  document_id: string;
  filename: string;
  page: number | null;
  /** The headings above the quote; a service older than this field does not tell them. */
  heading?: string[];
  quote_start: number;
  quote_end: number;
  quote: string;
  answer_start: number;
  answer_end: number;
  verified: boolean;
  /** That of the source. */
  confidence?: number | null;
  /** The quote is what Grail knows of the document: it stands nowhere in it. */
  profile?: boolean;
  /** Whether its passage is still there; told with stored conversations alone, null where it is not known. */
  standing?: 'current' | 'changed' | 'deleted' | null;
}

/** How well the hits fit the question. */
export type Evidence = 'enough' | 'weak' | 'none';

export type MessageStatus = 'streaming' | 'complete' | 'stopped' | 'failed';
export type Rating = 'up' | 'down';

export interface Usage {
  input_tokens: number;
  output_tokens: number;
  price_usd: number;
}

/** What an answer did beyond one search. */
export interface AnswerStep {
  /** `library`, `summary`, `comparison`, `aggregate`, `steps`, or a newer one. */
  route: string;
  /** What it looked at, such as file names; may be empty. */
  detail: string;
}

/** How an answer was cut short. `code` is `cut_off`, `guardrail`, `filtered`, `incomplete`, `price_to_confirm`, or a newer one. */
export interface AnswerNotice {
  code: string;
  message: string;
}

/** What an answer would cost, in US dollars; it is not made before the person accepts that. */
export interface PriceEstimate {
  price_usd: number;
  passages: number;
  documents: number;
}

export interface Message {
  id: string;
  conversation_id: string;
  role: 'user' | 'assistant';
  text: string;
  /** Where in the text (code points) its markers `[n]` begin. Null or missing: every `[n]` is one. */
  markers?: number[] | null;
  status: MessageStatus;
  sources: Passage[];
  citations: Citation[];
  model: string | null;
  usage: Usage | null;
  timings_ms: Record<string, number> | null;
  created_at: string;
  feedback: { rating: Rating | null; comment?: string | null } | null;
  evidence?: Evidence | null;
  error?: ApiProblem | null;
  notice?: AnswerNotice | null;
  /** Set where the person is to accept the answer's price first. */
  estimate?: PriceEstimate | null;
  /** Empty for a plain question; missing where the service is older than routes. */
  steps?: AnswerStep[];
  /** What the question was asked with, or the answer kept to; null is everything, as in a service older than this. */
  document_ids?: string[] | null;
  tags?: string[] | null;
  collection_ids?: string[] | null;
  /** The question that an answer is to. */
  reply_to?: string | null;
  /** The question that a question follows, or its conversation's id where it begins anew; null: the one before it. */
  after?: string | null;
}

export interface Conversation {
  id: string;
  title: string;
  /** Missing from a service older than pins. */
  pinned?: boolean;
  /** The name of its folder; missing from a service older than folders. */
  folder?: string | null;
  created_at?: string;
  updated_at: string;
}

/** A conversation with a page of its messages, oldest first. */
export interface ConversationDetail extends Conversation {
  messages: Message[];
  /** Leads to the messages before these; null where there are none, missing from a service older than pages. */
  next_cursor?: string | null;
}
