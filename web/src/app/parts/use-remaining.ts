import { useEffect, useState } from 'react';
import { serverNow } from '../../api/clock.ts';

/** How much of a code's life is left: `ms` counts down to 0, `fraction` is of the 10 minutes that codes live. */
export type Remaining = { ms: number; fraction: number; minutes: number };

const LIFE_MS = 600_000;

export function remainingOf(expiresAt: string, nowMs: number): Remaining {
  const ms = Math.max(0, Date.parse(expiresAt) - nowMs);
  return { ms, fraction: Math.min(1, ms / LIFE_MS), minutes: Math.round(ms / 60_000) };
}

/** Follows a deadline of the server, by the server's clock. */
export function useRemaining(expiresAt: string): Remaining {
  const [remaining, setRemaining] = useState(() => remainingOf(expiresAt, serverNow()));
  useEffect(() => {
    const look = () => setRemaining(remainingOf(expiresAt, serverNow()));
    look();
    const timer = setInterval(look, 1000);
    return () => clearInterval(timer);
  }, [expiresAt]);
  return remaining;
}
