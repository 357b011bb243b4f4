import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { regionLimits } from '../../region/limits.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { clips, type Opened, pairSubscribed, record } from '../testing/footage.ts';
import { codeOf, type Phone, signUp } from '../testing/people.ts';
import { openTestRegion, type TestRegion } from '../testing/region.ts';

let server: TestDatabase;
let region: TestRegion;
let phone: Phone;
let recorded: Opened;
beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server, { runs: true });
  phone = await signUp(region, 'wang');
  recorded = await record(region, await pairSubscribed(region, phone), { clip: clips.ts, encrypted: true });
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

test('watching, downloading and sharing open sessions, of which an owner has so many a minute', async () => {
  const { deviceId, eventId } = recorded;
  const params = { deviceId, eventId };
  const range = {
    from: recorded.startedAt.toISOString(),
    to: new Date(recorded.startedAt.getTime() + 1000).toISOString(),
  };
  const { limit } = regionLimits.playbacksPerOwner;
  await phone.createPlayback({ params: { deviceId }, body: { of: { eventId } } });
  await sql`UPDATE rate_limit SET hits = array_fill(kaitong_now(), ARRAY[${limit}::int])`.execute(region.context.db);
  for (const call of [
    () => phone.createPlayback({ params: { deviceId }, body: { of: { eventId } } }),
    () => phone.createDownload({ params }),
    () => phone.createCutDownload({ params: { deviceId }, body: range }),
    () => phone.createCutShare({ params: { deviceId }, body: { ...range, hours: 1 } }),
    () => phone.createShare({ params, body: { hours: 1 } }),
    () => phone.createExport({}),
  ])
    expect(await codeOf(call())).toBe('rate_limited');
});
