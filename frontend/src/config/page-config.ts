/** The settings that the page reads first: its own, then the service's. */
import type { ServiceConfig } from '@/types/api';

interface PageConfig {
  api_url: string;
  /** On a laptop alone: an account that anyone may use. */
  demo?: { email: string; password: string };
}

export interface StartConfig {
  page: PageConfig;
  service: ServiceConfig;
}

type StartFailure = { part: 'page' } | { part: 'service'; url: string };

export class StartError extends Error {
  readonly failure: StartFailure;

  constructor(failure: StartFailure, cause: unknown) {
    super(`The ${failure.part} settings could not be read.`, { cause });
    this.name = 'StartError';
    this.failure = failure;
  }
}

async function readJson<T>(url: string): Promise<T> {
  const response = await fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(15_000) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
  return (await response.json()) as T;
}

async function orFail<T>(failure: StartFailure, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    throw new StartError(failure, error);
  }
}

export async function loadConfig(): Promise<StartConfig> {
  const read = await orFail({ part: 'page' }, readJson<PageConfig>('/config.json'));
  const page = { ...read, api_url: read.api_url.replace(/\/+$/, '') };
  const failure: StartFailure = { part: 'service', url: page.api_url };
  return { page, service: await orFail(failure, readJson<ServiceConfig>(`${page.api_url}/config`)) };
}
