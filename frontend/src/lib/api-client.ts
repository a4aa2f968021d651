/** REST: one client that signs every call, reads errors in one shape, and renews a token once when refused. */
import type { ApiProblem } from '@/types/api';

export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly requestId: string | undefined;

  constructor(problem: ApiProblem, status: number) {
    super(problem.message);
    this.name = 'ApiError';
    this.code = problem.code;
    this.status = status;
    this.requestId = problem.request_id;
  }
}

/** Whether a call failed for want of a connection: the same call may go through later. */
export function isOffline(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'offline';
}

type GetToken = (options?: { fresh?: boolean }) => Promise<string | null>;

export interface ApiClient {
  get<T>(path: string, signal?: AbortSignal): Promise<T>;
  post<T>(path: string, body?: unknown): Promise<T>;
  put<T>(path: string, body: unknown): Promise<T>;
  patch<T>(path: string, body: unknown): Promise<T>;
  /** `keepalive` lets the call outlive the page; `token` speaks in place of the session's. */
  delete(path: string, options?: { keepalive?: boolean; token?: string }): Promise<void>;
}

async function readProblem(response: Response): Promise<ApiProblem> {
  try {
    const body = (await response.json()) as { error?: ApiProblem };
    if (body.error?.code) return body.error;
  } catch {
    // Not ours (a gateway's own page, an empty body): fall through to a general problem.
  }
  return { code: response.status === 401 ? 'not_signed_in' : 'internal', message: '' };
}

/** `onEnded` is called when the session has ended: there is no token, or a new one is refused as well, for this reason. */
export function createApiClient(
  baseUrl: string,
  getToken: GetToken,
  onEnded: (code: string) => void = () => undefined,
): ApiClient {
  async function send(path: string, init: RequestInit, fresh: boolean, given?: string): Promise<Response> {
    const token = given ?? (await getToken({ fresh }));
    if (!token) {
      onEnded('not_signed_in');
      throw new ApiError({ code: 'not_signed_in', message: '' }, 401);
    }
    const headers = { Authorization: token, ...(init.body ? { 'Content-Type': 'application/json' } : {}) };
    try {
      return await fetch(`${baseUrl}${path}`, { ...init, headers });
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') throw error;
      throw new ApiError({ code: 'offline', message: '' }, 0);
    }
  }

  async function request(path: string, init: RequestInit, token?: string): Promise<Response> {
    let response = await send(path, init, false, token);
    let problem = response.ok ? null : await readProblem(response);
    // A new token opens no account that is closed, and is not to be had for it either.
    if (response.status === 401 && !token && problem?.code !== 'account_ended') {
      response = await send(path, init, true);
      problem = response.ok ? null : await readProblem(response);
    }
    if (problem === null) return response;
    if (response.status === 401) onEnded(problem.code);
    throw new ApiError(problem, response.status);
  }

  async function json<T>(method: string, path: string, body?: unknown): Promise<T> {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    return (await (await request(path, init)).json()) as T;
  }

  return {
    get: async <T>(path: string, signal?: AbortSignal) =>
      (await (await request(path, signal ? { signal } : {})).json()) as T,
    post: (path, body) => json('POST', path, body),
    put: (path, body) => json('PUT', path, body),
    patch: (path, body) => json('PATCH', path, body),
    delete: async (path, options) => {
      await request(path, { method: 'DELETE', keepalive: options?.keepalive ?? false }, options?.token);
    },
  };
}
