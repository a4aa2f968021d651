/** What a person keeps. */
import type { Citation } from '@/types/api/conversations';
import type { Passage } from '@/types/api/documents';

/** A copy of an answer, which stays when its conversation is deleted. */
export interface KeptAnswer {
  conversation_id: string;
  message_id: string;
  question: string;
  text: string;
  markers: number[];
  citations: Citation[];
  /** Without their texts. */
  sources: Passage[];
  model: string | null;
  created_at: string;
}

/** A kept answer's id is that of its message. */
export interface Note {
  id: string;
  /** The person's own words; may be empty beside an answer. */
  text: string;
  answer: KeptAnswer | null;
  created_at: string;
  updated_at: string;
}
