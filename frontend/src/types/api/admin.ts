/** What admins see: counters, ids and codes, never a name, text or chat. */

/** null: as the settings say. */
export interface ChosenCaps {
  daily_questions: number | null;
  daily_price_usd: number | null;
  documents: number | null;
  bytes: number | null;
}

export interface Person {
  id: string;
  email: string | null;
  enabled: boolean;
  created_at: string;
  ended: string | null;
  groups: string[];
  seen_at: string | null;
  /** In the month that was asked for. */
  questions: number;
  price_usd: number;
  documents: number;
  bytes: number;
  caps: ChosenCaps;
}

export interface PeoplePage {
  items: Person[];
  next_cursor: string | null;
  month: string;
  /** The settings' own caps. */
  defaults: ChosenCaps;
}

export interface GroupCaps {
  name: string;
  daily_questions: number | null;
  daily_price_usd: number | null;
}

export interface OfferedModel {
  id: string;
  label: string;
  on: boolean;
}

export interface Trouble {
  reason: string;
  /** Counted up to 1,000. */
  documents: number;
  retryable: boolean;
}

export interface FailedDocument {
  owner_id: string;
  id: string;
  reason: string;
  content_type: string;
  size: number;
  since: string | null;
}

export interface Retried {
  retried: number;
  skipped: number;
  more: boolean;
}

export interface WeekCounts {
  week: string;
  answers: number;
  refusals: number;
  failures: number;
  up: number;
  down: number;
}

export interface Health {
  upkeep: { at: string | null; failed: string[] };
  backlogs: { documents: number; answers: number; tables: number };
  queue: { waiting: number; working: number; dead: number };
}

export interface Act {
  id: string;
  at: string;
  by: string;
  act: 'caps_changed' | 'group_caps_changed' | 'model_switched' | 'documents_retried';
  /** An owner id, `group#` and a name, or `everyone`. */
  concerns: string;
  details: Record<string, string>;
}
