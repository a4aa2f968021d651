import { describe, expect, it } from 'vitest';
import { liveStreams, type ChatEvent } from '@/features/chat/chat-state';
import {
  accepted,
  answer,
  asked,
  begun,
  delta,
  done,
  failed,
  fold,
  passage,
  sources,
  stage,
} from '@/features/chat/chat.fixtures';
import type { Passage } from '@/types/api';

describe('streaming', () => {
  it('joins the deltas and keeps the sources', () => {
    const state = fold([stage(1), sources(2, passage(1)), delta(3, 'Be'), delta(4, 'cause.')], begun);
    expect(answer(state)).toMatchObject({ text: 'Because.', stage: 'searching' });
    expect(answer(state)?.sources).toHaveLength(1);
  });

  it('applies events strictly in order, whatever order they come in', () => {
    const state = fold([delta(3, 'c'), delta(2, 'b'), delta(1, 'a')], begun);
    expect(answer(state)?.text).toBe('abc');
  });

  it('holds back what comes after a gap', () => {
    const gap = fold([delta(1, 'a'), delta(3, 'c')], begun);
    expect(answer(gap)?.text).toBe('a');
    expect(answer(fold([delta(2, 'b')], gap))?.text).toBe('abc');
  });

  it('drops duplicates, before and after they were applied', () => {
    const state = fold(
      [delta(1, 'a'), delta(1, 'a'), delta(3, 'c'), delta(3, 'c'), delta(2, 'b'), delta(2, 'b')],
      begun,
    );
    expect(answer(state)?.text).toBe('abc');
  });

  it('gives every order of the same events the same end', () => {
    const events = [stage(1), sources(2, passage(1)), delta(3, 'Be'), delta(4, 'cause.'), done(5)];
    const straight = fold(events, begun);
    const mixed = [4, 2, 0, 3, 1].flatMap((index) => (events[index] ? [events[index], events[index]] : []));
    expect(fold(mixed, begun).threads).toEqual(straight.threads);
  });

  it('holds events that overtake their own acceptance', () => {
    expect(answer(fold([asked, stage(1), delta(2, 'a'), accepted]))?.text).toBe('a');
  });

  it('keeps only a few streams that nothing here asked for', () => {
    const strays = Array.from(
      { length: 30 },
      (_, n): ChatEvent => ({ ...(delta(1, 'x') as object), message_id: `x${n}` }) as ChatEvent,
    );
    expect(Object.keys(fold(strays).streams).length).toBeLessThanOrEqual(8);
  });

  it('puts sources that come in several frames in order', () => {
    const second: ChatEvent = { type: 'sources', message_id: 'm2', seq: 2, passages: [passage(3)], first: 3 };
    const state = fold([sources(1, passage(1), passage(2)), second], begun);
    expect(answer(state)?.sources.map(({ id }) => id)).toEqual(['p1', 'p2', 'p3']);
  });
});

describe('the end of a stream', () => {
  it('takes the final message and keeps the texts that its sources left out', () => {
    const state = fold([sources(1, passage(1)), delta(2, 'Because.'), done(3)], begun);
    expect(answer(state)).toMatchObject({ status: 'complete', text: 'Because.' });
    expect(answer(state)?.sources[0]?.text).toBe('text 1');
    expect(liveStreams(state)).toEqual([]);
  });

  it('shows a stop at once and ends it when the service says so', () => {
    const stopping = fold([delta(1, 'Be'), { type: 'stopping', message_id: 'm2' }], begun);
    expect(answer(stopping)?.status).toBe('stopping');
    expect(answer(fold([done(2, { status: 'stopped', text: 'Be' })], stopping))?.status).toBe('stopped');
  });

  it('keeps the text of an answer that failed', () => {
    const state = fold([delta(1, 'Be'), failed(2)], begun);
    expect(answer(state)).toMatchObject({ text: 'Be', status: 'failed', error: { code: 'model_busy' } });
  });

  it('ignores what comes late', () => {
    const state = fold([delta(1, 'Because.'), done(2)], begun);
    expect(fold([delta(1, 'x'), delta(3, 'y'), done(2)], state)).toBe(state);
  });
});

describe('after a lost connection', () => {
  it('resumes after the last event applied, not after events that came early', () => {
    expect(liveStreams(fold([delta(1, 'a'), delta(2, 'b'), delta(5, 'e')], begun))).toEqual([
      { messageId: 'm2', afterSeq: 2 },
    ]);
  });

  it('closes the gap with events sent again', () => {
    const broken = fold([delta(1, 'a'), delta(4, 'd')], begun);
    expect(answer(fold([delta(2, 'b'), delta(3, 'c'), delta(4, 'd')], broken))?.text).toBe('abcd');
  });
});

it('takes what the last frame leaves out from the events before it', () => {
  const source = { ...passage(1), text: '😀 Because it is.', start: 100, end: 116 };
  const cited = { n: 1, passage_id: 'p1', document_id: 'd1', filename: 'f.txt', page: 1, verified: true };
  const offsets = { quote_start: 102, quote_end: 109, answer_start: 0, answer_end: 8, quote: null };
  const before = [sources(1, source), delta(2, 'Because. [1]')];
  const bare: Passage = { ...source };
  delete bare.text;
  const end = done(3, { text: null, sources: [bare], citations: [{ ...cited, ...offsets }] });
  const short = answer(fold([...before, end], begun));
  expect(short?.text).toBe('Because. [1]');
  expect(short?.citations.map(({ quote }) => quote)).toEqual(['Because']);
  const shortest = answer(fold([...before, done(3, { text: null, citations: null, sources: null })], begun));
  expect([shortest?.text, shortest?.citations, shortest?.sources]).toEqual(['Because. [1]', [], [source]]);
});
