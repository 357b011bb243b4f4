import { Alert } from 'antd';
import { useText } from '../texts/index.ts';

/** Less than that is what machines differ by whose time is kept. */
const TOLERATED_MS = 5000;

export const isClockWrong = (skewMs: number | null): boolean => Math.abs(skewMs ?? 0) > TOLERATED_MS;

/** A server's machine whose clock is off: the platform's time is the database's, and what else runs there is not. */
export function ClockAlarm({ skewMs }: { skewMs: number | null }) {
  const t = useText();
  if (skewMs === null || !isClockWrong(skewMs)) return null;
  const by = describe(Math.abs(skewMs));
  return (
    <Alert
      type="error"
      showIcon
      style={{ marginBottom: 16 }}
      title={t(skewMs > 0 ? 'operator.regions.clockAhead' : 'operator.regions.clockBehind', by)}
      description={t('operator.regions.clockText')}
    />
  );
}

/** 01:59:58, as clocks show it. */
function describe(ms: number): { by: string } {
  const seconds = Math.round(ms / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return { by: parts.map((part) => String(part).padStart(2, '0')).join(':') };
}
