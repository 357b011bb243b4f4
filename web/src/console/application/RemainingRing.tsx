import { useEffect, useState } from 'react';
import { serverNow } from '../../api/clock.ts';
import { useText } from '../texts/index.ts';
import styles from './RemainingRing.module.css';

const RADIUS = 22;
const ROUND = 2 * Math.PI * RADIUS;

/** The running step's remaining time as a thin ring that empties, with its seconds inside. */
export function RemainingRing({ startedAt, deadlineAt }: { startedAt: string; deadlineAt: string }) {
  const t = useText();
  const now = useServerNow();
  const deadline = Date.parse(deadlineAt);
  const whole = Math.max(1, deadline - Date.parse(startedAt));
  const left = Math.min(whole, Math.max(0, deadline - now));
  const shown = shortly(Math.ceil(left / 1000));
  return (
    <svg className={styles.ring} viewBox="0 0 48 48" width="48" height="48" role="img" aria-label={t('run.remaining')}>
      <title>{t('run.remainingSeconds', { seconds: Math.ceil(left / 1000) })}</title>
      <circle className={styles.track} cx="24" cy="24" r={RADIUS} />
      <circle
        className={styles.left}
        cx="24"
        cy="24"
        r={RADIUS}
        strokeDasharray={ROUND}
        strokeDashoffset={ROUND * (1 - left / whole)}
      />
      <text className={shown.length > 4 ? styles.minutes : styles.seconds} x="24" y="24">
        {shown}
      </text>
    </svg>
  );
}

/** Minutes too where seconds alone would not fit. */
const shortly = (seconds: number): string =>
  seconds < 120 ? String(seconds) : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;

function useServerNow(): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
