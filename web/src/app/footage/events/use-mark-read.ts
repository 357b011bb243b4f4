import type { DeviceId, EventId } from '@kaitong/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef } from 'react';
import { api } from '../../api.ts';
import { refreshFootage } from '../footage-queries.ts';

/** Marks events as seen, each once, as they play. What fails is marked the next time it is watched. */
export function useMarkRead(deviceId: string, mayMark: boolean): (eventId: string) => void {
  const client = useQueryClient();
  const marked = useRef(new Set<string>());
  return useCallback(
    (eventId) => {
      if (!mayMark || marked.current.has(eventId)) return;
      marked.current.add(eventId);
      api
        .markEventsRead({ params: { deviceId: deviceId as DeviceId }, body: { eventIds: [eventId as EventId] } })
        .then(() => refreshFootage(client, deviceId))
        .catch(() => marked.current.delete(eventId));
    },
    [client, deviceId, mayMark],
  );
}
