/** Sources: places outside whose pages become documents and stay what they are there. */

export type Follow = 'page' | 'sitemap' | 'links';

export interface SweepCounts {
  read: number;
  unchanged: number;
  added: number;
  changed: number;
  renamed: number;
  deleted: number;
  failed: number;
  bytes: number;
  tokens: number;
  /** An estimate of what embedding costs. */
  price_usd: number;
}

export interface SourceFailure {
  code: string;
  message: string;
  retryable: boolean;
}

/** How a run has ended; `asks`: it would have deleted `deletions` of `documents`. */
export interface SweepResult {
  outcome: 'complete' | 'partial' | 'asks' | 'failed';
  dry: boolean;
  began_at: string;
  ended_at: string;
  counts: SweepCounts;
  items: number;
  documents: number;
  deletions: number;
  failure: SourceFailure | null;
}

export interface Source {
  id: string;
  kind: string;
  address: string;
  scope: { follow: Follow; path: string; depth: number };
  caps: { items: number; bytes: number; price_usd: number };
  /** Hours between two runs; 0: only when a person asks. */
  every_hours: number;
  tags: string[];
  paused: boolean;
  state: 'idle' | 'running' | 'ending';
  /** Whether the run that goes on changes nothing. */
  dry: boolean;
  counts: SweepCounts;
  items: number;
  last: SweepResult | null;
  next_run_at: string | null;
  created_at: string;
  updated_at: string;
}

export interface NewSource {
  address: string;
  /** Not of a bucket, which has no links. */
  follow?: Follow;
  every_hours: number;
  most_items: number;
}

export interface SourceItem {
  id: string;
  address: string;
  /** `waiting`, `kept`, `alias`, `missing`, `failed`, `excluded`, or a newer one. */
  state: string;
  document_id: string | null;
  checked_at: string | null;
  failure: SourceFailure | null;
}
