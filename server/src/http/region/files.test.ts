import { hours } from '@kaitong/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { footageKey } from '../../region/footage/object-keys.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { boxesOf } from '../testing/boxes.ts';
import { clips, open, pairSubscribed, readClip, record } from '../testing/footage.ts';
import { codeOf, type Phone, signUp } from '../testing/people.ts';
import { refusedAs } from '../testing/player.ts';
import { openTestRegion, type TestRegion } from '../testing/region.ts';

let server: TestDatabase;
let region: TestRegion;
let wang: Phone;

beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server, { runs: true });
  wang = await signUp(region, 'wang');
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

const bytesOf = async (url: string): Promise<Buffer> => Buffer.from(await (await fetch(url)).arrayBuffer());

describe('a download', () => {
  test.each(['ts', 'fmp4', 'fmp4 h265', 'ts h265'] as const)('of %s is one MP4, its index first', async (name) => {
    const recorded = await record(region, await pairSubscribed(region, wang), { clip: clips[name] });
    await wang.updateDevice({ params: recorded, body: { name: '门口/Front: door' } });
    const { url, fileName } = await wang.createDownload({ params: recorded });
    const time = recorded.startedAt.toISOString().slice(0, 19).replace('T', ' ').replaceAll(':', '.');
    expect(fileName).toBe(`门口 Front door ${time} UTC.mp4`);
    const response = await fetch(url);
    expect(response.headers.get('content-type')).toBe('video/mp4');
    expect(decodeURIComponent(response.headers.get('content-disposition') ?? '')).toContain(fileName);
    const file = Buffer.from(await response.arrayBuffer());
    expect(response.headers.get('content-length')).toBe(String(file.length));
    expect(boxesOf(file)).toEqual(['ftyp', 'moov', 'mdat']);
    expect(file.includes(clips[name].codec === 'h265' ? 'hvc1' : 'avc1')).toBe(true);
    expect(file.includes('hev1')).toBe(false);
  });

  test('of a camera’s own MP4 is that file', async () => {
    const recorded = await record(region, await pairSubscribed(region, wang), { clip: clips.mp4 });
    const { url } = await wang.createDownload({ params: recorded });
    expect(await bytesOf(url)).toEqual(readClip('h264-faststart.mp4'));
  });

  test('waits for the end of the recording', async () => {
    const [segment] = clips.ts.pieces;
    if (!segment) throw new Error('no clip');
    const opened = await open(region, await pairSubscribed(region, wang));
    await opened.send(0, segment);
    expect(await codeOf(wang.createDownload({ params: opened }))).toBe('footage_unfinished');
    await opened.close(1);
    expect(boxesOf(await bytesOf((await wang.createDownload({ params: opened })).url))).toContain('moov');
  });

  test('ends with its hour, with the recording and with the device, and opens nothing else', async () => {
    const unit = await pairSubscribed(region, wang);
    const [deleted, kept] = [await record(region, unit), await record(region, unit)];
    const of = async (recorded: typeof kept) => (await wang.createDownload({ params: recorded })).url;
    const [first, second, third] = [await of(deleted), await of(kept), await of(kept)];
    const play = first.replace('/file/', '/play/').replace(/[^/]+$/, 'index.m3u8');
    expect(await refusedAs(play)).toBe('403 playback_ended');
    expect(await refusedAs(first.replace(/[^/]+$/, 'everything.tar'))).toBe('403 playback_ended');
    await wang.deleteEvent({ params: deleted });
    expect(await refusedAs(first)).toBe('410 footage_gone');
    await region.clock.advance(hours(1));
    expect(await refusedAs(second)).toBe('403 playback_ended');
    expect(await refusedAs(third)).toBe('403 playback_ended');
    const last = await of(kept);
    await wang.removeDevice({ params: unit });
    expect(await refusedAs(last)).toBe('403 playback_ended');
  });

  test('has a gap where an object is lost; of nothing it says so before its first byte', async () => {
    const recorded = await record(region, await pairSubscribed(region, wang));
    const { url } = await wang.createDownload({ params: recorded });
    const { day, retention_class: retentionClass } = await region.context.db
      .selectFrom('recorded_event')
      .select(['day', 'retention_class'])
      .where('id', '=', recorded.eventId)
      .executeTakeFirstOrThrow();
    const whole = await bytesOf(url);
    await region.context.objects.remove(footageKey({ retentionClass, day, ...recorded }, 1));
    const part = await bytesOf(url);
    expect(boxesOf(part)).toEqual(['ftyp', 'moov', 'mdat']);
    expect(part.length).toBeLessThan(whole.length);
    await region.context.objects.remove(footageKey({ retentionClass, day, ...recorded }, 0));
    expect(await refusedAs(url)).toBe('410 footage_gone');
  });
});
