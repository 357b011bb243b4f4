import { createDecipheriv } from 'node:crypto';
import type { RecordedEvent } from '@kaitong/contract';
import type { ObjectDeclaration } from '@kaitong/contract/checks';
import { nodePorts } from '@kaitong/judge';
import { type InspectedObject, inspectClip, inspectObject } from '@kaitong/media';
import { expect } from 'vitest';
import { eventually } from '../../activation/testing/eventually.ts';
import type { Rig } from '../../activation/testing/rig.ts';
import type { Unit } from '../../activation/testing/units.ts';

/** What the owner finds of a device, oldest first. */
export async function listEvents({ owner, deviceId }: Unit): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for (let cursor: string | undefined; ; ) {
    const query = { limit: 200, ...(cursor === undefined ? {} : { cursor }) };
    const { items, next } = await owner.footage.listEvents({ params: { deviceId }, query });
    events.push(...items);
    if (next === null) return events.toReversed();
    cursor = next;
  }
}

/** So many events of which nothing is missing. */
export const completeEvents = (unit: Unit, count: number): Promise<RecordedEvent[]> =>
  eventually(async () => {
    const events = await listEvents(unit);
    expect(events.map(({ state }) => state)).toEqual(Array.from({ length: count }, () => 'complete'));
    return events;
  });

/** Fetches an event as its owner's player does and reads all of it: nothing is wrong with what a decoder would get. */
export async function expectPlayable(unit: Unit, event: RecordedEvent): Promise<void> {
  const { owner, deviceId } = unit;
  const { playlistUrl } = await owner.footage.createPlayback({
    params: { deviceId },
    body: { of: { eventId: event.eventId } },
  });
  const objects = await fetchSegments(playlistUrl);
  const declaration = { ...event, encryption: 'none' as const };
  const inspected: InspectedObject[] = [];
  for (const [n, { bytes, durationMs }] of objects.entries()) {
    const object: ObjectDeclaration = {
      n,
      kind: durationMs > 0 ? 'segment' : 'init',
      bytes: bytes.length,
      durationMs,
      md5: nodePorts.hash('md5', [bytes]),
      sha256: nodePorts.hash('sha256', [bytes]),
      iv: null,
    };
    const before = inspected.findLast((one) => one.object.kind === 'segment')?.inspection.facts;
    const init = inspected.find((one) => one.object.kind === 'init')?.inspection.facts.init;
    const inspection = inspectObject({ bytes, object, event: declaration, init, earlierSegment: before }, nodePorts);
    inspected.push({ object, inspection });
  }
  const findings = [
    ...inspected.flatMap(({ inspection }) => inspection.findings),
    ...inspectClip({ event: declaration, objects: inspected, expectations: { snapshot: false } }),
  ];
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  const footage = inspected.reduce((sum, { object }) => sum + object.durationMs, 0);
  expect(Math.abs(footage - event.durationMs)).toBeLessThan(100);
}

type Fetched = { bytes: Uint8Array; durationMs: number };

async function fetchSegments(playlistUrl: string): Promise<Fetched[]> {
  const text = String(await fetchBytes(playlistUrl));
  const objects: Fetched[] = [];
  let key: { url: string; iv: string } | undefined;
  let durationMs = 0;
  for (const line of text.split('\n')) {
    const url = /URI="([^"]+)"/.exec(line)?.[1];
    if (line.startsWith('#EXT-X-KEY')) key = url ? { url, iv: /IV=0x(\w+)/.exec(line)?.[1] ?? '' } : undefined;
    if (line.startsWith('#EXTINF:')) durationMs = Math.round(Number.parseFloat(line.slice(8)) * 1000);
    const isMap = line.startsWith('#EXT-X-MAP');
    if (!isMap && (line === '' || line.startsWith('#'))) continue;
    const sealed = await fetchBytes(new URL(isMap ? (url ?? '') : line, playlistUrl).href);
    const bytes = key ? await open(sealed, new URL(key.url, playlistUrl).href, key.iv) : sealed;
    objects.push({ bytes, durationMs: isMap ? 0 : durationMs });
  }
  return objects;
}

async function open(sealed: Buffer, keyUrl: string, iv: string): Promise<Buffer> {
  const decipher = createDecipheriv('aes-128-cbc', await fetchBytes(keyUrl), Buffer.from(iv, 'hex'));
  return Buffer.concat([decipher.update(sealed), decipher.final()]);
}

async function fetchBytes(url: string): Promise<Buffer> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} was answered with ${response.status}: ${await response.text()}`);
  return Buffer.from(await response.arrayBuffer());
}

/** The device's own ids of its events, oldest first. */
export async function deviceEventIds({ regions }: Pick<Rig, 'regions'>, { owner, deviceId }: Unit): Promise<string[]> {
  const rows = await regions[owner.region].db
    .selectFrom('recorded_event')
    .select('device_event_id')
    .where('device_id', '=', deviceId)
    .orderBy('started_at')
    .execute();
  return rows.map((row) => row.device_event_id);
}
