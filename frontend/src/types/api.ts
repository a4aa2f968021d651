/** What the service speaks: docs/protocol.md in TypeScript. Fields may be added on the wire; none is taken away. */

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

export interface ApiProblem {
  code: string;
  message: string;
  request_id?: string;
  retryable?: boolean;
}

export interface ModelChoice {
  id: string;
  label: string;
  default: boolean;
}

export interface Company {
  /** Cognito's sign-in address, without https. */
  domain: string;
  provider: string;
  label: string;
}

export interface ServiceConfig {
  stage: string;
  version: string;
  auth: {
    region: string;
    user_pool_id: string;
    client_id: string;
    endpoint: string | null;
    /** Whether people make accounts by themselves. A service older than this field is open. */
    sign_up?: 'open' | 'invited';
    /** E-mail domains that an open sign-up is limited to; empty for none. */
    sign_up_domains?: string[];
    /** Where people sign in through their company, if they can. */
    company?: Company | null;
  };
  websocket_url: string;
  upload: { max_bytes: number; extensions: string[] };
  models: ModelChoice[];
  embedding: { model: string; dimensions: number };
}

export interface SocketTicket {
  ticket: string;
  expires_at: string;
}

export type DocumentStatus =
  'uploading' | 'queued' | 'extracting' | 'embedding' | 'indexing' | 'ready' | 'failed' | 'deleting';

/** What a document is, by rules over its file. What neither file nor text states is null. */
export interface DocumentProfile {
  /** `report`, `letter`, `email`, `slides`, …, or a newer one. */
  kind: string;
  title: string | null;
  authors: string[];
  /** ISO 8601 as exactly as the file states them: `2023`, `2023-05`, `2023-05-04`, or with a time in UTC. */
  written: string | null;
  changed: string | null;
  sent: string | null;
  language: string | null;
  period: { label: string; year: number | null; start: string | null; end: string | null } | null;
  version: string | null;
  extent: { count: number; unit: 'page' | 'slide' | 'sheet' } | null;
  /** Null in lists. */
  outline: { title: string; level: number; start: number; page: number | null }[] | null;
}

export interface PartialReading {
  /** `seconds`, `characters`, `pages`, `cells`, `members`, `too_complex`, or a newer one. */
  code: string;
  done: number;
  total: number;
  unit: 'page' | 'percent' | 'part';
  message: string;
}

export interface GrailDocument {
  id: string;
  filename: string;
  /** Where the person's file lay, such as `work/2026`, if it was told. */
  folder?: string | null;
  content_type: string;
  size: number;
  tags: string[];
  status: DocumentStatus;
  progress: { done: number; total: number } | null;
  failure: { code: string; message: string; retryable: boolean } | null;
  /** A sentence: why the document waits, or which part of its file could not be read. */
  note: string | null;
  /** How far the file was read, if not to its end. The note begins with the same as a sentence. */
  partial?: PartialReading | null;
  pages: number | null;
  passages: number | null;
  tokens: number | null;
  language: string | null;
  /** Null or missing for documents of a service older than profiles. */
  profile?: DocumentProfile | null;
  version: number;
  created_at: string;
  updated_at: string;
  ready_at: string | null;
}

/** A sentence of a document: code points `start` to `end` of its text, in the passage with the `ordinal`. */
export interface GuideSentence {
  text: string;
  start: number;
  end: number;
  page: number | null;
  ordinal: number;
}

export interface DocumentGuide {
  summary: GuideSentence[];
  questions: string[];
  /** `rules`, or a newer one. */
  made_by: string;
}

export interface UploadTarget {
  document: GrailDocument;
  upload: { url: string; fields: Record<string, string> };
}

/** A recognised word: its characters, its box in ten-thousandths of the page, how sure it is (0 to 100). */
export type WordBox = [
  start: number,
  end: number,
  left: number,
  top: number,
  right: number,
  bottom: number,
  confidence: number,
];

export interface Passage {
  id: string;
  document_id: string;
  filename: string;
  ordinal: number;
  page: number | null;
  heading: string[];
  /** Characters (code points) of the document's extracted text. */
  start: number;
  end: number;
  /** Left out where a message is sent at the end of its stream. */
  text?: string;
  score: number;
  /** Characters of the chunk that was found; a service older than these fields does not tell them. */
  hit_start?: number | null;
  hit_end?: number | null;
  /** How sure text recognition is of the words (0 to 1); null or missing where the text is the file's own. */
  confidence?: number | null;
  /** The words that were recognised; told with a document's passages alone. */
  words?: WordBox[] | null;
  /** The text is what Grail knows of the whole document: it stands nowhere in it. */
  profile?: boolean;
  /**
   * Where its headings change, and the path from there on; empty or missing where it stands under one. Told with a
   * document's passages alone.
   */
  sections?: { start: number; heading: string[] }[];
  /** Spaces and line ends behind its text, which join it to the next passage; told likewise. */
  blanks?: string;
}

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
}

/** A message at its stream's end: a field that does not fit into the frame is null. */
export interface DoneMessage extends Omit<Message, 'text' | 'sources' | 'citations'> {
  text: string | null;
  sources: Passage[] | null;
  citations: (Omit<Citation, 'quote'> & { quote: string | null })[] | null;
}

export interface Conversation {
  id: string;
  title: string;
  /** Missing from a service older than pins. */
  pinned?: boolean;
  created_at?: string;
  updated_at: string;
}

/** A conversation with a page of its messages, oldest first. */
export interface ConversationDetail extends Conversation {
  messages: Message[];
  /** Leads to the messages before these; null where there are none, missing from a service older than pages. */
  next_cursor?: string | null;
}

export interface DayUsage {
  day: string;
  questions: number;
  input_tokens: number;
  output_tokens: number;
  embedded_tokens: number;
  price_usd: number;
}

export interface UsageReport {
  days: DayUsage[];
  /** What is kept now; missing from a service older than quotas. */
  stored?: { documents: number; bytes: number };
  /** The owner's limits by name; null where there is none. */
  caps: Record<string, number | null>;
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
  model?: string;
  regenerate_of?: string;
  /** The most that the answer may cost without another question, in US dollars. */
  accept_price?: number;
}

export type ClientFrame =
  | AskFrame
  | { action: 'stop'; message_id: string }
  | { action: 'resume'; message_id: string; after_seq: number }
  | { action: 'renew'; ticket: string }
  | { action: 'ping' };
