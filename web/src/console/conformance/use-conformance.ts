import { readStream } from '@kaitong/client';
import { type Conformance, conformanceEventsPath, NumberedConformance } from '@kaitong/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useShown } from '../../ui/use-shown.ts';
import { queries } from '../queries.ts';
import { applyProgress } from './apply-progress.ts';

/**
 * Keeps a running test as new as its stream while somebody sees it: a browser opens six to a server. False while the stream is
 * being rebuilt.
 */
export function useConformance(test: Conformance): boolean {
  const queryClient = useQueryClient();
  const [connected, setConnected] = useState(true);
  const { id, state } = test;
  const shown = useShown();
  useEffect(() => {
    if (state === 'ended' || !shown) return;
    const leaving = new AbortController();
    const { signal } = leaving;
    const { queryKey } = queries.conformance(id);
    const follow = async () => {
      const onConnection = (is: boolean) => signal.aborted || setConnected(is);
      const options = { signal, onConnection };
      for await (const { progress } of readStream(conformanceEventsPath(id), NumberedConformance, options)) {
        queryClient.setQueryData(queryKey, (now: Conformance | undefined) => now && applyProgress(now, progress));
        if (progress.type !== 'ended') continue;
        void queryClient.invalidateQueries({ queryKey });
        void queryClient.invalidateQueries({ queryKey: ['conformances'] });
        return;
      }
    };
    follow().catch(() => setConnected(true));
    return () => leaving.abort();
  }, [id, state, shown, queryClient]);
  return connected;
}
