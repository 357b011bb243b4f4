import { readStream } from '@kaitong/client';
import { type DeviceLogLine, deviceLogEventsPath, isRefusedLogCode, NumberedLogLine } from '@kaitong/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useShown } from '../../ui/use-shown.ts';
import type { LogFilter } from '../queries.ts';

/** More than anybody looks at; older ones are read with the list. */
const MOST_LINES = 500;

/**
 * Lines that come after `known` while one looks, newest first; `connected` is false while the stream is being rebuilt. A tab
 * that nobody sees holds no stream: a browser opens six to a server. When its owner shows the log no more, the page reads
 * again what may be seen.
 */
export function useDeviceLog(deviceId: string, { search, only }: LogFilter, known: number, isKnown: boolean) {
  const queryClient = useQueryClient();
  const [lines, setLines] = useState<DeviceLogLine[]>([]);
  const [connected, setConnected] = useState(true);
  const shown = useShown();
  const last = useRef(known);
  if (lines.length === 0) last.current = Math.max(last.current, known);

  useEffect(() => {
    if (!isKnown || !shown) return;
    const leaving = new AbortController();
    const follow = async () => {
      const onConnection = (is: boolean) => leaving.signal.aborted || setConnected(is);
      const options = { signal: leaving.signal, lastEventId: last.current, onConnection };
      for await (const { line } of readStream(deviceLogEventsPath(deviceId), NumberedLogLine, options)) {
        if (leaving.signal.aborted) return;
        if (line.n <= last.current) continue;
        last.current = line.n;
        if (!isWanted(line, { search, only })) continue;
        setLines((now) => [line, ...now].slice(0, MOST_LINES));
      }
    };
    follow().catch(() => {
      setConnected(true);
      void queryClient.invalidateQueries({ queryKey: ['device-log', deviceId] });
    });
    return () => leaving.abort();
  }, [deviceId, search, only, isKnown, shown, queryClient]);

  return { lines, connected };
}

/** As the server searches: each word stands somewhere in the line. */
function isWanted({ code, name, reason, detail }: DeviceLogLine, { search = '', only }: LogFilter): boolean {
  if (only === 'refusals' && !isRefusedLogCode(code)) return false;
  const text = [code, name, reason, detail].join(' ').toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
