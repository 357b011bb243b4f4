import { readStream } from '@kaitong/client';
import { type Conformance, conformanceEventsPath, NumberedConformance } from '@kaitong/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { queries } from '../queries.ts';
import { applyProgress } from './apply-progress.ts';

/** Keeps a running test as new as its stream; false while the stream is being rebuilt. */
export function useConformance(test: Conformance): boolean {
  const queryClient = useQueryClient();
  const [connected, setConnected] = useState(true);
  const { id, state } = test;
  useEffect(() => {
    if (state === 'ended') return;
    const leaving = new AbortController();
    const { queryKey } = queries.conformance(id);
    const follow = async () => {
      const options = { signal: leaving.signal, onConnection: setConnected };
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
  }, [id, state, queryClient]);
  return connected;
}
