// @vitest-environment jsdom
import { focusManager } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ChatSocket, parseEvent, type ConnectionState } from '@/lib/chat-socket';
import type { ServerEvent } from '@/types/api';

/** The browser's WebSocket as far as it is used, driven by the test. */
class FakeWebSocket {
  sent: unknown[] = [];
  closed = false;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  send = (data: string) => this.sent.push(JSON.parse(data));
  close = () => (this.closed = true);
}

const HOUR = 3_600_000;

/** `ahead` is how far the browser's clock is before the service's. */
function setUp(sessionLasts = HOUR, ahead = 0) {
  const sockets: FakeWebSocket[] = [];
  const addresses: string[] = [];
  const asked: boolean[] = [];
  const states: ConnectionState[] = [];
  const events: ServerEvent[] = [];
  let refuse = false;
  const socket = new ChatSocket({
    url: 'ws://x/api',
    random: () => 1,
    getTicket: ({ fresh }) => {
      asked.push(fresh);
      if (refuse) return Promise.reject(new Error('offline'));
      const sessionEndsAt = Date.now() + sessionLasts - ahead;
      const grant = { ticket: `t${asked.length}`, expires_at: '', sessionEndsAt, sessionLasts };
      return Promise.resolve(grant);
    },
    connect: (url) => {
      addresses.push(url);
      const made = new FakeWebSocket();
      sockets.push(made);
      return made as unknown as WebSocket;
    },
  });
  socket.onState((state) => states.push(state));
  socket.onEvent((event) => events.push(event));
  const last = () => {
    const made = sockets.at(-1);
    if (!made) throw new Error('Nothing has connected yet.');
    return made;
  };
  const settle = () => vi.advanceTimersByTimeAsync(0);
  const open = async () => {
    await settle();
    last().onopen?.();
  };
  return {
    socket,
    sockets,
    addresses,
    asked,
    states,
    events,
    last,
    open,
    settle,
    setRefuse: (on: boolean) => (refuse = on),
  };
}

/** Nearly an hour in which the service answers every ping. */
async function anHour(last: () => FakeWebSocket): Promise<void> {
  for (let minutes = 0; minutes < 56; minutes += 4) {
    await vi.advanceTimersByTimeAsync(4 * 60_000);
    last().onmessage?.({ data: '{"type":"pong"}' });
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('ChatSocket', () => {
  it('connects with a ticket in the address', async () => {
    const { socket, open, addresses, states } = setUp();
    socket.start();
    await open();
    expect(addresses).toEqual(['ws://x/api?ticket=t1']);
    expect(states).toEqual(['connecting', 'open']);
  });

  it('hands on events and ignores frames that are not ours', async () => {
    const { socket, open, last, events } = setUp();
    socket.start();
    await open();
    last().onmessage?.({ data: '{"message": "Endpoint request timed out"}' });
    last().onmessage?.({ data: 'not json' });
    last().onmessage?.({ data: '{"type": "invented_later"}' });
    last().onmessage?.({ data: '{"type": "pong"}' });
    expect(events).toEqual([{ type: 'pong' }]);
  });

  it('comes back after a loss with a new ticket each time, waiting longer each time', async () => {
    const { socket, open, last, sockets, states, addresses } = setUp();
    socket.start();
    await open();
    last().onclose?.();
    expect(states.at(-1)).toBe('waiting');
    await vi.advanceTimersByTimeAsync(500);
    expect(sockets).toHaveLength(2);
    last().onclose?.();
    await vi.advanceTimersByTimeAsync(500);
    expect(sockets).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(500);
    expect(addresses.at(-1)).toBe('ws://x/api?ticket=t3');
  });

  it('renews the token when it keeps being refused', async () => {
    const { socket, settle, last, asked } = setUp();
    socket.start();
    for (let refusals = 0; refusals < 3; refusals++) {
      await settle();
      last().onclose?.();
      await vi.advanceTimersByTimeAsync(2_000);
    }
    expect(asked).toEqual([false, false, true, true]);
  });

  it('keeps trying when no ticket is to be had', async () => {
    const { socket, settle, states, setRefuse, open } = setUp();
    setRefuse(true);
    socket.start();
    await settle();
    expect(states).toEqual(['connecting', 'waiting']);
    setRefuse(false);
    await vi.advanceTimersByTimeAsync(600);
    await open();
    expect(states.at(-1)).toBe('open');
  });

  it('pings every four minutes and drops a connection that does not answer', async () => {
    const { socket, open, last, states } = setUp();
    socket.start();
    await open();
    const first = last();
    await vi.advanceTimersByTimeAsync(4 * 60_000);
    expect(first.sent).toContainEqual({ action: 'ping' });
    first.onmessage?.({ data: '{"type":"pong"}' });
    await vi.advanceTimersByTimeAsync(11_000);
    expect(states.at(-1)).toBe('open');
    await vi.advanceTimersByTimeAsync(4 * 60_000);
    expect(first.closed).toBe(true);
    expect(states).toContain('waiting');
  });

  it.each([3, 24 * 40])('renews no more often where the browser’s clock is %s hours ahead', async (hours) => {
    const { socket, open, last, asked } = setUp(HOUR, hours * HOUR);
    socket.start();
    await open();
    await anHour(last);
    expect(asked.length).toBeLessThanOrEqual(3);
  });

  it('renews within a token’s lifetime where the browser’s clock is behind', async () => {
    const { socket, open, last, asked } = setUp(HOUR, -3 * HOUR);
    socket.start();
    await open();
    await anHour(last);
    expect(asked).toEqual([false, true]);
  });

  it('renews the session five minutes before its token runs out', async () => {
    const { socket, open, last, asked } = setUp();
    socket.start();
    await open();
    await anHour(last);
    expect(asked).toEqual([false, true]);
    expect(last().sent).toContainEqual({ action: 'renew', ticket: 't2' });
  });

  it('says when there is nothing to send through', async () => {
    const { socket, open } = setUp();
    expect(socket.send({ action: 'ping' })).toBe(false);
    socket.start();
    await open();
    expect(socket.send({ action: 'ping' })).toBe(true);
  });

  it('connects at once when the network or the page comes back, unless the page is hidden', async () => {
    const { socket, open, last, sockets, settle } = setUp();
    socket.start();
    await open();
    const loseAnd = async (event: () => void) => {
      last().onclose?.();
      event();
      await settle();
      return sockets.length;
    };
    const online = () => {
      window.dispatchEvent(new Event('offline'));
      window.dispatchEvent(new Event('online'));
    };
    expect(await loseAnd(online)).toBe(2);
    expect(
      await loseAnd(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))),
    ).toBe(3);
    focusManager.setFocused(false);
    expect(await loseAnd(online)).toBe(3);
    focusManager.setFocused(undefined);
    await settle();
    expect(sockets).toHaveLength(4);
    socket.stop();
    online();
    await settle();
    expect(sockets).toHaveLength(4);
  });

  it('asks at once whether it still lives when the network is gone, and waits where nobody answers', async () => {
    const { socket, open, last } = setUp();
    socket.start();
    await open();
    window.dispatchEvent(new Event('offline'));
    last().onmessage?.({ data: '{"type":"pong"}' });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(socket.state).toBe('open');
    window.dispatchEvent(new Event('online'));
    last().onmessage?.({ data: '{"type":"pong"}' });
    window.dispatchEvent(new Event('offline'));
    await vi.advanceTimersByTimeAsync(2_500);
    expect(socket.state).not.toBe('open');
    socket.stop();
    window.dispatchEvent(new Event('online'));
  });

  it('stays closed once stopped', async () => {
    const { socket, open, last, sockets, states } = setUp();
    socket.start();
    await open();
    const ended = last();
    socket.stop();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(ended.closed).toBe(true);
    expect(sockets).toHaveLength(1);
    expect(states.at(-1)).toBe('closed');
  });
});

it('reads no event out of other JSON', () => {
  expect(parseEvent('null')).toBeNull();
  expect(parseEvent('[1]')).toBeNull();
  expect(parseEvent('{"type": 4}')).toBeNull();
  expect(parseEvent('{"type": "toString"}')).toBeNull();
});
