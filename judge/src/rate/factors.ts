/** What firmware gets wrong by a factor that can be named: real time per time stamped. */
const FACTORS = [
  { word: 'ticks_90', factor: 90 },
  { word: 'ticks_48', factor: 48 },
  { word: 'ticks_8', factor: 8 },
  { word: 'double', factor: 2 },
  { word: 'half', factor: 1 / 2 },
  { word: 'binary', factor: 1024 / 1000 },
  { word: 'night', factor: 20 / 15, stampedFps: 20 },
] as const;

type Named = (typeof FACTORS)[number]['word'] | 'configured' | 'exceeded' | 'slow_ticks';

/** No frame rate is set so far below the one that a sensor delivers. */
const SLOW = 0.4;

/**
 * The factor that a rate is within its error. Where none is, or more than one, the frame rate that is stamped was not
 * reached (`configured`), or was passed (`exceeded`); several times as slow is a timescale (`slow_ticks`).
 */
export function nameFactor(rate: number, error: number, stampedFps: number | null): Named {
  const fitting = FACTORS.filter((one) => {
    const isStamped = !('stampedFps' in one) || Math.abs((stampedFps ?? 0) - one.stampedFps) < 0.5;
    return isStamped && Math.abs(rate - one.factor) <= error;
  });
  const [only, other] = fitting;
  if (only && !other) return only.word;
  if (rate + error < SLOW) return 'slow_ticks';
  return rate < 1 ? 'exceeded' : 'configured';
}
