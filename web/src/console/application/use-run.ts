import { readEvents } from '@kaitong/client';
import { applicationEventsPath, type NumberedProgress } from '@kaitong/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useReducer, useRef, useState } from 'react';
import { useShown } from '../../ui/use-shown.ts';
import { queries } from '../queries.ts';
import { addProgress, emptyRun, type RunView } from './run-view.ts';

type Move = NumberedProgress | 'reset';
const reduce = (view: RunView, move: Move): RunView => (move === 'reset' ? emptyRun : addProgress(view, move));

/** What changes the application's own record, and so has to be read again. */
const TELLING = new Set(['step.started', 'event.closed', 'verdict.reached', 'region.published', 'application.ended']);

/**
 * Follows an application's progress from its first event until all regions have what it changed; `connected` is false
 * while the stream is being rebuilt. A tab that nobody sees holds no stream: a browser opens six to a server.
 */
export function useRun(applicationId: string): { run: RunView; connected: boolean } {
  const queryClient = useQueryClient();
  const [run, move] = useReducer(reduce, emptyRun);
  const [connected, setConnected] = useState(true);
  const shown = useShown();
  const read = useRef({ applicationId, seq: 0, hasEnded: false });

  useEffect(() => {
    if (read.current.applicationId === applicationId) return;
    read.current = { applicationId, seq: 0, hasEnded: false };
    move('reset');
  }, [applicationId]);

  useEffect(() => {
    if (!shown) return;
    const leaving = new AbortController();
    const { signal } = leaving;
    const follow = async () => {
      const events = readEvents(applicationEventsPath(applicationId), {
        signal,
        lastEventId: read.current.seq,
        onConnection: (is) => signal.aborted || setConnected(is),
      });
      for await (const event of events) {
        if (signal.aborted) return;
        read.current.seq = event.seq;
        move(event);
        const { progress } = event;
        const snapshot = progress.type === 'object.stored' && progress.kind === 'snapshot';
        if (!snapshot && !TELLING.has(progress.type)) continue;
        void queryClient.invalidateQueries({ queryKey: queries.application(applicationId).queryKey });
        if (snapshot || progress.type === 'event.closed') {
          void queryClient.invalidateQueries({ queryKey: queries.footage(applicationId).queryKey });
        }
        if (progress.type === 'application.ended') {
          read.current.hasEnded = true;
          void queryClient.invalidateQueries({ queryKey: ['applications'] });
        }
        if (!read.current.hasEnded) continue;
        const { lagging } = await queryClient.fetchQuery(queries.application(applicationId));
        if (lagging.length === 0) return;
      }
    };
    // A refusal here repeats what the application's own query says, and that one is shown.
    follow().catch(() => setConnected(true));
    return () => leaving.abort();
  }, [applicationId, shown, queryClient]);

  return { run, connected };
}
