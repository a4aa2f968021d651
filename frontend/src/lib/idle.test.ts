// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { wasLeft, watchLeaving } from '@/lib/idle';

const MINUTE = 60_000;
let stop: () => void = () => undefined;

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

it('tells once nobody has done anything for the minutes', () => {
  const left = vi.fn();
  stop = watchLeaving(15, left);
  vi.advanceTimersByTime(14 * MINUTE);
  dispatchEvent(new Event('keydown'));
  vi.advanceTimersByTime(14 * MINUTE);
  expect(left).not.toHaveBeenCalled();
  vi.advanceTimersByTime(2 * MINUTE);
  expect(left).toHaveBeenCalled();
});

it('counts what is done in another tab', () => {
  const left = vi.fn();
  stop = watchLeaving(15, left);
  vi.advanceTimersByTime(14 * MINUTE);
  localStorage.setItem('grail.active', String(Date.now()));
  vi.advanceTimersByTime(2 * MINUTE);
  expect(left).not.toHaveBeenCalled();
});

it('does not take the first act after the minutes as one of the person who left', () => {
  const left = vi.fn();
  stop = watchLeaving(15, left);
  vi.setSystemTime(Date.now() + 16 * MINUTE); // The machine was asleep: no timer ran.
  dispatchEvent(new Event('pointerdown'));
  expect(left).toHaveBeenCalledOnce();
  expect(wasLeft(15)).toBe(true);
});

it('never tells where idleness has no end', () => {
  const left = vi.fn();
  stop = watchLeaving(0, left);
  vi.advanceTimersByTime(10_000 * MINUTE);
  expect(left).not.toHaveBeenCalled();
  expect(wasLeft(0)).toBe(false);
});
