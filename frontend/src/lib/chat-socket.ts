/** The socket: connects with a one-time ticket, heals itself, keeps its session alive, and passes on typed events. */
import { focusManager, onlineManager } from '@tanstack/react-query';
import { backoff } from '@/lib/backoff';
import type { ClientFrame, ServerEvent, SocketTicket } from '@/types/api';

export type ConnectionState = 'connecting' | 'open' | 'waiting' | 'closed';

export interface TicketGrant extends SocketTicket {
  /** When the token that bought the ticket runs out, Unix milliseconds: the session lasts as long. */
  sessionEndsAt: number;
  /** Milliseconds that such a token is good for from its making. */
  sessionLasts: number;
}

interface ChatSocketOptions {
  url: string;
  /** `fresh` asks for a ticket bought with a renewed token. */
  getTicket: (options: { fresh: boolean }) => Promise<TicketGrant>;
  connect?: (url: string) => WebSocket;
  random?: () => number;
}

const PING_EVERY = 4 * 60_000; // API Gateway drops a socket idle for 10 minutes.
const PONG_WITHIN = 10_000;
const PONG_WITHIN_OFFLINE = 2_000;
const RENEW_BEFORE = 5 * 60_000;
const RENEW_AFTER_LEAST = 60_000;
const CONNECT_WITHIN = 15_000;

type Timer = ReturnType<typeof setTimeout>;

export class ChatSocket {
  #options: ChatSocketOptions;
  #socket: WebSocket | null = null;
  #state: ConnectionState = 'closed';
  #attempt = 0;
  #generation = 0;
  #timers = new Map<'retry' | 'ping' | 'pong' | 'renew' | 'connect', Timer>();
  #unsubscribe: (() => void)[] = [];
  #eventListeners = new Set<(event: ServerEvent) => void>();
  #stateListeners = new Set<(state: ConnectionState) => void>();

  constructor(options: ChatSocketOptions) {
    this.#options = options;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  onEvent = (listener: (event: ServerEvent) => void): (() => void) => {
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  };

  onState = (listener: (state: ConnectionState) => void): (() => void) => {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  };

  start(): void {
    if (this.#state !== 'closed') return;
    this.#unsubscribe = [focusManager.subscribe(this.#wake), onlineManager.subscribe(this.#network)];
    void this.#open();
  }

  stop(): void {
    for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe();
    this.#drop();
    this.#setState('closed');
  }

  /** Tries again at once, for a person who does not want to wait. */
  reconnect(): void {
    if (this.#state !== 'waiting') return;
    this.#attempt = 0;
    void this.#open();
  }

  /** False when there is no open socket to send through. */
  send(frame: ClientFrame): boolean {
    if (this.#state !== 'open' || !this.#socket) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  async #open(): Promise<void> {
    this.#drop();
    const generation = ++this.#generation;
    this.#setState('connecting');
    try {
      // After a refusal the token itself may be what was refused, so it is renewed.
      const grant = await this.#options.getTicket({ fresh: this.#attempt > 1 });
      if (generation !== this.#generation) return;
      this.#listen(this.#connect(grant.ticket), leftOf(grant));
    } catch {
      if (generation === this.#generation) this.#retryLater();
    }
  }

  #connect(ticket: string): WebSocket {
    const separator = this.#options.url.includes('?') ? '&' : '?';
    const address = `${this.#options.url}${separator}ticket=${encodeURIComponent(ticket)}`;
    return this.#options.connect ? this.#options.connect(address) : new WebSocket(address);
  }

  #listen(socket: WebSocket, sessionLeft: number): void {
    this.#socket = socket;
    this.#after('connect', CONNECT_WITHIN, () => this.#lost(socket));
    socket.onopen = () => {
      this.#cancel('connect');
      this.#attempt = 0;
      this.#setState('open');
      this.#schedulePing();
      this.#scheduleRenewal(sessionLeft);
    };
    socket.onmessage = (message: MessageEvent<string>) => this.#receive(message.data);
    socket.onclose = () => this.#lost(socket);
  }

  #receive(data: string): void {
    const event = parseEvent(data);
    if (!event) return;
    this.#cancel('pong');
    for (const listener of this.#eventListeners) listener(event);
  }

  #lost(socket: WebSocket): void {
    if (socket === this.#socket) this.#retryLater();
  }

  #retryLater(): void {
    this.#drop();
    this.#setState('waiting');
    const wait = backoff(this.#attempt++, this.#options.random);
    this.#after('retry', wait, () => void this.#open());
  }

  #drop(): void {
    this.#generation++;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  #schedulePing(): void {
    this.#after('ping', PING_EVERY, () => {
      this.#ping();
      this.#schedulePing();
    });
  }

  #ping(within = PONG_WITHIN): void {
    const socket = this.#socket;
    if (socket && this.send({ action: 'ping' })) this.#after('pong', within, () => this.#lost(socket));
  }

  #scheduleRenewal(left: number): void {
    // A short-lived token is renewed after four fifths of its time instead.
    const wait = Math.max(left - RENEW_BEFORE, left * 0.8, RENEW_AFTER_LEAST);
    this.#after('renew', Math.min(wait, 2 ** 31 - 1), () => void this.#renew());
  }

  async #renew(): Promise<void> {
    const generation = this.#generation;
    try {
      const grant = await this.#options.getTicket({ fresh: true });
      if (generation !== this.#generation) return;
      this.send({ action: 'renew', ticket: grant.ticket });
      this.#scheduleRenewal(grant.sessionLasts); // It is new.
    } catch {
      if (generation === this.#generation) this.#after('renew', 15_000, () => void this.#renew());
    }
  }

  /** A lost network is told by no event of the socket. It may still live: a service on this machine needs no network. */
  #network = (online: boolean): void => {
    if (online) this.#wake(true);
    else this.#ping(PONG_WITHIN_OFFLINE);
  };

  /** After sleep or a lost network: connects now, or checks that the socket still lives. */
  #wake = (awake: boolean): void => {
    if (!awake || !focusManager.isFocused()) return;
    if (this.#state === 'waiting') this.reconnect();
    else if (this.#state === 'open') this.#ping();
  };

  #after(name: 'retry' | 'ping' | 'pong' | 'renew' | 'connect', ms: number, run: () => void): void {
    this.#cancel(name);
    this.#timers.set(name, setTimeout(run, ms));
  }

  #cancel(name: 'retry' | 'ping' | 'pong' | 'renew' | 'connect'): void {
    clearTimeout(this.#timers.get(name));
    this.#timers.delete(name);
  }

  #setState(state: ConnectionState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#stateListeners) listener(state);
  }
}

/** Milliseconds that a session has left. The browser's clock may be hours wrong: no token outlasts its lifetime. */
function leftOf({ sessionEndsAt, sessionLasts }: TicketGrant): number {
  return Math.min(sessionEndsAt - Date.now(), sessionLasts);
}

/** The events that the page understands: a newer service may send more. */
const KNOWN: Record<ServerEvent['type'], true> = {
  accepted: true,
  stage: true,
  sources: true,
  delta: true,
  done: true,
  failed: true,
  document: true,
  conversation: true,
  error: true,
  renewed: true,
  pong: true,
};

/** Null for frames that the service did not send: API Gateway's own `{"message": …}` has no `type`. */
export function parseEvent(data: string): ServerEvent | null {
  try {
    const value: unknown = JSON.parse(data);
    const typed = typeof value === 'object' && value !== null && 'type' in value;
    return typed && typeof value.type === 'string' && Object.hasOwn(KNOWN, value.type)
      ? (value as ServerEvent)
      : null;
  } catch {
    return null;
  }
}
