import { minutes } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { clips, pairSubscribed, readClip, record } from '../testing/footage.ts';
import { codeOf, type Phone, signUp } from '../testing/people.ts';
import { play, refusedAs } from '../testing/player.ts';
import { openTestRegion, type TestRegion } from '../testing/region.ts';

let server: TestDatabase;
let region: TestRegion;
let wang: Phone;
let zhang: Phone;
beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server);
  wang = await signUp(region, 'wang');
  zhang = await signUp(region, 'zhang');
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

test('a share plays for whoever has it until it is revoked, and is listed without its token', async () => {
  const recorded = await record(region, await pairSubscribed(region, wang));
  const share = await wang.createShare({ params: recorded, body: { hours: 2 } });
  expect(share.pageUrl).toBe(`${region.context.publicUrl}/app/share/${share.playlistUrl?.split('/').at(-2)}`);
  expect(await play(share.playlistUrl ?? '')).toEqual(Buffer.concat(clips.ts.pieces.map(({ file }) => readClip(file))));
  const event = await wang.getEvent({ params: recorded });
  const { type, happenedAt, durationMs, snapshotUrl, previewUrl } = event;
  expect(share.shared).toEqual({ type, happenedAt, durationMs, snapshotUrl, previewUrl });
  const page = await fetch((share.playlistUrl ?? '').replace('/index.m3u8', ''));
  const told = { kind: 'hls', durationMs: 4000, type: 'motion', codec: 'h264', happenedAt };
  expect(await page.json()).toMatchObject(told);
  const { items } = await wang.listShares({ query: {} });
  expect(items[0]).toEqual({ ...share, playlistUrl: null, pageUrl: null, views: 1, viewedAt: expect.any(String) });
  expect((await zhang.listShares({ query: {} })).items).toEqual([]);
  expect(await codeOf(zhang.revokeShare({ params: { id: share.id } }))).toBe('not_found');
  const object = (share.playlistUrl ?? '').replace('index.m3u8', `object/${recorded.eventId}/0.ts`);
  const address = (await fetch(object, { redirect: 'manual' })).headers.get('location') ?? '';
  expect(await refusedAs(address)).toBe('200');
  await wang.revokeShare({ params: { id: share.id } });
  for (const url of [share.playlistUrl ?? '', address])
    expect(await refusedAs(url)).toMatch(/^403 (share|playback)_ended$/);
  expect((await wang.listShares({ query: {} })).items.map(({ id }) => id)).not.toContain(share.id);
});

test('a share ends with its hours, however much it is used', async () => {
  const recorded = await record(region, await pairSubscribed(region, wang));
  const { playlistUrl } = await wang.createShare({ params: recorded, body: { hours: 1 } });
  await region.clock.advance(minutes(40));
  expect(await refusedAs(playlistUrl ?? '')).toBe('200');
  await region.clock.advance(minutes(21));
  expect(await refusedAs(playlistUrl ?? '')).toBe('403 share_ended');
});

test('shares are listed page by page', async () => {
  const recorded = await record(region, await pairSubscribed(region, wang));
  const made: string[] = [];
  for (let n = 0; n < 5; n++) made.push((await wang.createShare({ params: recorded, body: { hours: 1 } })).id);
  const seen: string[] = [];
  for (let cursor: string | undefined, n = 0; n < 9; n++) {
    const page = await wang.listShares({ query: { limit: 2, ...(cursor ? { cursor } : {}) } });
    seen.push(...page.items.map(({ id }) => id));
    if (page.next === null) break;
    cursor = page.next;
  }
  expect(seen.slice(0, 5)).toEqual(made.reverse());
});
