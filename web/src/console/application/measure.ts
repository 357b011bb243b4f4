import { type CheckUnit, checkOf, type Finding } from '@kaitong/contract/checks';
import { formatBytes, formatSeconds } from '../../ui/format.ts';

const formats: Record<Exclude<CheckUnit, null>, (value: number) => string> = {
  bytes: formatBytes,
  ms: (value) => (Math.abs(value) < 1000 ? `${Math.round(value)} ms` : `${formatSeconds(value)} s`),
  fps: (value) => `${trim(value)} fps`,
  kbps: (value) => `${Math.round(value)} kb/s`,
  pixels: (value) => `${value.toLocaleString('en')} px`,
  count: (value) => trim(value),
  percent: (value) => `${trim(value)} %`,
  level: (value) => trim(value),
};

const trim = (value: number): string => String(Number(value.toFixed(2)));

/** A measured value or a limit with its unit; null where the finding has none. */
export function formatMeasure(value: Finding['measured'], code: Finding['code']): string | null {
  if (value === null) return null;
  const { unit } = checkOf(code);
  return typeof value === 'number' && unit !== null ? formats[unit](value) : String(value);
}
