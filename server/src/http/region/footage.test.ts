import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { clips, pairSubscribed, readClip, record } from './test-footage.ts';
import { type Phone, signUp } from './test-people.ts';
import { play, readPlaylist } from './test-player.ts';
import { openTestRegion, type TestRegion } from './testing.ts';

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

const footageOf = (clip: (typeof clips)['ts']): Buffer => Buffer.concat(clip.pieces.map(({ file }) => readClip(file)));

test.each([
  ['ts', true],
  ['ts', false],
  ['fmp4', true],
  ['fmp4', false],
  ['fmp4 h265', true],
] as const)('what a player gets of %s is the footage itself (encrypted: %s)', async (name, encrypted) => {
  const camera = await pairSubscribed(region, wang);
  const { eventId, deviceId } = await record(region, camera, { clip: clips[name], encrypted });
  const { playlistUrl } = await wang.createPlayback({ params: { deviceId }, body: { of: { eventId } } });
  expect(await readPlaylist(playlistUrl)).toMatchObject({ type: 'VOD', ended: true, durations: [2, 2] });
  expect(await play(playlistUrl)).toEqual(footageOf(clips[name]));
});
