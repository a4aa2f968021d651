/** Errors, lists, settings and usage. */

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
    /** Minutes without an act after which the page signs out; 0 or missing: never. */
    session_idle_minutes?: number;
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

export interface DayUsage {
  day: string;
  questions: number;
  input_tokens: number;
  output_tokens: number;
  embedded_tokens: number;
  price_usd: number;
}

/** What the page or a program asked. `name` is a token's that is still good. */
export interface ClientUsage {
  kind: 'page' | 'token' | 'app' | 'other';
  id: string | null;
  name: string | null;
  questions: number;
  price_usd: number;
}

export interface UsageReport {
  days: DayUsage[];
  /** The page, then programs; empty where no program asked, missing from an older service. */
  clients?: ClientUsage[];
  /** What is kept now; missing from a service older than quotas. */
  stored?: { documents: number; bytes: number; notes?: number };
  /** The owner's limits by name; null where there is none. */
  caps: Record<string, number | null>;
}

/** An archive of all that the account has. Of `total` documents so many are in it. */
export interface AccountExport {
  state: 'none' | 'running' | 'ready' | 'failed';
  documents: number;
  total: number;
  bytes: number;
  asked_at: string | null;
  ended_at: string | null;
  kept_until: string | null;
  failure: { code: string; message: string; retryable: boolean } | null;
  link: { url: string; expires_at: string } | null;
}

export type TokenScope = 'read' | 'ask' | 'write';

/** A token that the person made for a program. */
export interface PersonalToken {
  id: string;
  name: string;
  scopes: TokenScope[];
  created_at: string;
  expires_at: string;
  last_used_at: string | null;
}

/** A new one, with its secret, which is told this once. */
export interface MadeToken extends PersonalToken {
  token: string;
}
