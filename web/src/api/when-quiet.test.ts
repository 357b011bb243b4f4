import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { whenQuiet } from './when-quiet.ts';

/** Tells of what has been loaded. */
let loaded: (() => void) | undefined;
beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal(
    'PerformanceObserver',
    class {
      private readonly tell: () => void;
      constructor(tell: () => void) {
        this.tell = tell;
      }
      observe() {
        loaded = this.tell;
      }
      disconnect() {
        loaded = undefined;
      }
    },
  );
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const watch = () => {
  const act = vi.fn();
  return { act, stop: whenQuiet(act, { quietMs: 2_000, latestMs: 10_000 }) };
};

test('acts once, when nothing has come for a while', () => {
  const { act } = watch();
  for (let times = 0; times < 3; times++) {
    vi.advanceTimersByTime(1_500);
    loaded?.();
  }
  expect(act).not.toHaveBeenCalled();
  vi.advanceTimersByTime(2_000);
  expect(act).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(20_000);
  expect(act).toHaveBeenCalledTimes(1);
  expect(loaded).toBeUndefined();
});

test('acts at last where something comes all the time', () => {
  const { act } = watch();
  for (let times = 0; times < 11; times++) {
    vi.advanceTimersByTime(1_000);
    loaded?.();
  }
  expect(act).toHaveBeenCalledTimes(1);
});

test('acts no more once it was stopped', () => {
  const { act, stop } = watch();
  stop();
  vi.advanceTimersByTime(20_000);
  expect(act).not.toHaveBeenCalled();
});
