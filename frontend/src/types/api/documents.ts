/** Documents and their passages. */

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
  /** The source that it is of, and where its original is; null or missing for what a person uploaded. */
  source_id?: string | null;
  address?: string | null;
  /** The address of who added it to another's collection, where that is the person's to know. */
  added_by?: string | null;
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
