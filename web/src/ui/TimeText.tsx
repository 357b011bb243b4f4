import { useEffect, useState } from 'react';
import { useLanguage } from '../i18n/texts.ts';
import { formatAge, formatTime } from './format.ts';

/** A time: relative for an hour, with the absolute one on hover, then absolute. `exact` is always absolute. */
export function TimeText({ at, exact = false }: { at: string; exact?: boolean }) {
  const [language] = useLanguage();
  const now = useNow(!exact);
  const absolute = formatTime(at);
  return (
    <time dateTime={at} title={absolute} style={{ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}>
      {exact ? absolute : formatAge(at, now, language)}
    </time>
  );
}

const TICK_MS = 20_000;

function useNow(isTold: boolean): number {
  const [, tick] = useState(0);
  useEffect(() => {
    if (!isTold) return;
    const timer = setInterval(() => tick(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [isTold]);
  return Date.now();
}
