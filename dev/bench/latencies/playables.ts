import type { Rig } from '../../src/activation/testing/rig.ts';
import type { Unit } from '../../src/activation/testing/units.ts';
import { subscribe } from '../../src/service/testing/subscribe.ts';
import type { Cameras } from './told.ts';

/** Milliseconds from a wave to when its owner, who is told of it, holds the first segment of its event. */
export async function measurePlayables(rig: Rig, cameras: Cameras, count: number): Promise<number[]> {
  const unit = await rig.unit();
  await cameras.start(unit.credentials);
  await subscribe(rig, unit);
  await cameras.told(unit.deviceId, 'permitted');
  const closing = new AbortController();
  const news = unit.owner.follow(closing.signal)[Symbol.asyncIterator]();
  const times: number[] = [];
  const seen = new Set<string>();
  try {
    while (times.length < count) {
      const waved = await cameras.wave(unit.deviceId);
      let at: number | undefined;
      while (at === undefined) {
        if ((await news.next()).done) throw new Error('the owner is told nothing any more');
        at = await firstSegment(unit, seen);
      }
      times.push(at - waved);
      await cameras.told(unit.deviceId, 'finished');
    }
  } finally {
    closing.abort();
  }
  return times;
}

/** When it was there, of the newest event; `seen` gets those of which it was. */
export async function firstSegment({ owner, deviceId }: Unit, seen: Set<string>): Promise<number | undefined> {
  const [event] = (await owner.footage.listEvents({ params: { deviceId }, query: { limit: 1 } })).items;
  if (!event || event.durationMs === 0 || seen.has(event.eventId)) return undefined;
  const of = { eventId: event.eventId };
  const { playlistUrl } = await owner.footage.createPlayback({ params: { deviceId }, body: { of } });
  const lines = (await (await fetch(playlistUrl)).text()).split('\n');
  const segment = lines.find((line) => line !== '' && !line.startsWith('#'));
  const response = segment === undefined ? undefined : await fetch(new URL(segment, playlistUrl));
  if (!response?.ok) throw new Error(`the first segment was answered with ${response?.status}`);
  await response.arrayBuffer();
  seen.add(event.eventId);
  return Date.now();
}
