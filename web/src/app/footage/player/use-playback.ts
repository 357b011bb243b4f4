import type { DeviceId, EventId } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '../../api.ts';
import type { Span } from '../day/days.ts';

/** One event, or everything between two moments. */
export type Watched = { eventId: string } | Span;

/** Opens a playback session, and ends it when nobody watches any more. A higher `attempt` opens another. */
export function usePlayback(deviceId: string, of: Watched, codec: 'as-recorded' | 'h264', attempt: number) {
  const playback = useQuery({
    queryKey: ['playback', deviceId, of, codec, attempt],
    queryFn: () =>
      api.createPlayback({
        params: { deviceId: deviceId as DeviceId },
        body: { of: 'eventId' in of ? { eventId: of.eventId as EventId } : of, codec },
      }),
    // A session is opened once: a second one would leave the player with an address that it does not use.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnMount: false,
    refetchOnReconnect: false,
    refetchOnWindowFocus: false,
  });
  const playbackId = playback.data?.playbackId;
  useEffect(() => {
    if (playbackId === undefined) return;
    // One that cannot be ended now ends by itself.
    return () => void api.endPlayback({ params: { playbackId } }).catch(() => {});
  }, [playbackId]);
  return playback;
}
