import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ChatStore } from '@/features/chat/chat-store';
import { EVERYTHING } from '@/features/chat/scope';
import type { ConnectionState } from '@/lib/chat-socket';
import type { ClientFrame, ServerEvent } from '@/types/api';

/** A socket whose other end is the test. */
class FakeSocket {
  open = true;
  sent: ClientFrame[] = [];
  tell: (event: ServerEvent) => void = () => undefined;
  change: (state: ConnectionState) => void = () => undefined;

  send = (frame: ClientFrame) => {
    if (this.open) this.sent.push(frame);
    return this.open;
  };
  onEvent = (listener: (event: ServerEvent) => void) => {
    this.tell = listener;
    return () => undefined;
  };
  onState = (listener: (state: ConnectionState) => void) => {
    this.change = (state) => {
      this.open = state === 'open';
      listener(state);
    };
    return () => undefined;
  };
}

const question = {
  text: 'Why?',
  conversationId: null,
  scope: EVERYTHING,
  model: null,
  replaces: null,
};

function setUp() {
  const socket = new FakeSocket();
  const frames: (() => void)[] = [];
  const begun: string[] = [];
  const stuck: string[] = [];
  const store = new ChatStore(socket, {
    onStuck: (id) => stuck.push(id),
    onBegun: (id) => begun.push(id),
    frame: (run) => frames.push(run),
  });
  const stop = store.start();
  const draw = () => frames.splice(0).forEach((run) => run());
  const accept = () => {
    const ask = socket.sent.find((frame) => frame.action === 'ask');
    const ids = { conversation_id: 'c1', user_message_id: 'm1', message_id: 'm2' };
    socket.tell({ type: 'accepted', request_id: ask?.request_id ?? '', ...ids });
  };
  const delta = (seq: number, text: string) => socket.tell({ type: 'delta', message_id: 'm2', seq, text });
  const text = () => store.getState().threads.c1?.at(-1)?.text;
  return { socket, store, stop, draw, accept, delta, text, begun, stuck, frames };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('ChatStore', () => {
  it('lets text out once for each frame, however many deltas came', () => {
    const { store, accept, delta, draw, text, frames } = setUp();
    store.ask(question);
    accept();
    const seen = vi.fn();
    store.subscribe(seen);
    delta(1, 'a');
    delta(2, 'b');
    delta(3, 'c');
    expect(frames).toHaveLength(1);
    expect(seen).not.toHaveBeenCalled();
    draw();
    expect(seen).toHaveBeenCalledTimes(1);
    expect(text()).toBe('abc');
  });

  it('says when a new conversation has begun', () => {
    const { store, accept, begun } = setUp();
    store.ask(question);
    accept();
    expect(begun).toEqual(['c1']);
  });

  it('keeps a question that was asked without a connection, and sends it with the next', () => {
    const { store, socket } = setUp();
    socket.change('waiting');
    store.ask(question);
    expect(socket.sent).toEqual([]);
    socket.change('open');
    expect(socket.sent).toMatchObject([{ action: 'ask', text: 'Why?' }]);
  });

  it('sends an unanswered question again with the same request id', () => {
    const { store, socket } = setUp();
    store.ask(question);
    socket.change('waiting');
    socket.change('open');
    const ids = socket.sent.map((frame) => (frame.action === 'ask' ? frame.request_id : ''));
    expect(ids).toHaveLength(2);
    expect(ids[0]).toBe(ids[1]);
  });

  it('gives a question up when nobody accepts it', () => {
    const { store } = setUp();
    store.ask(question);
    vi.advanceTimersByTime(31_000);
    expect(store.getState().threads.new?.at(-1)).toMatchObject({
      status: 'failed',
      error: { code: 'not_delivered' },
    });
  });

  it('lets a question wait for a connection as long as it takes', () => {
    const { store, socket } = setUp();
    socket.change('waiting');
    store.ask(question);
    vi.advanceTimersByTime(600_000);
    expect(store.getState().threads.new?.at(-1)?.status).toBe('sending');
    socket.change('open');
    expect(socket.sent).toMatchObject([{ action: 'ask', text: 'Why?' }]);
    vi.advanceTimersByTime(20_000);
    socket.change('waiting');
    vi.advanceTimersByTime(600_000);
    expect(store.getState().threads.new?.at(-1)?.status).toBe('sending');
  });

  it('takes back a question that waits, and never sends it', () => {
    const { store, socket } = setUp();
    socket.change('waiting');
    store.ask(question);
    store.stop(store.getState().threads.new?.at(-1)?.id ?? '');
    expect(store.getState().threads.new?.at(-1)?.status).toBe('failed');
    socket.change('open');
    expect(socket.sent).toEqual([]);
  });

  it('resumes what streams after a reconnection, counting what waits for its frame', () => {
    const { store, socket, accept, delta } = setUp();
    store.ask(question);
    accept();
    delta(1, 'a');
    delta(2, 'b');
    socket.change('waiting');
    socket.change('open');
    expect(socket.sent.at(-1)).toEqual({ action: 'resume', message_id: 'm2', after_seq: 2 });
  });

  it('asks again for a stream that does not move, and at last for the stored conversation', () => {
    const { store, socket, accept, stuck } = setUp();
    store.ask(question);
    accept();
    vi.advanceTimersByTime(12_000);
    expect(socket.sent.at(-1)).toMatchObject({ action: 'resume', after_seq: 0 });
    expect(stuck).toEqual([]);
    vi.advanceTimersByTime(120_000);
    expect(stuck[0]).toBe('c1');
  });

  it('asks to stop, and shows that it did', () => {
    const { store, socket, accept } = setUp();
    store.ask(question);
    accept();
    store.stop('m2');
    expect(socket.sent.at(-1)).toEqual({ action: 'stop', message_id: 'm2' });
    expect(store.getState().threads.c1?.at(-1)?.status).toBe('stopping');
  });

  it('names no answer to replace when that answer never began', () => {
    const { store, socket } = setUp();
    store.ask({ ...question, replaces: 'a:lost' });
    expect(socket.sent[0]).not.toHaveProperty('regenerate_of');
  });
});
