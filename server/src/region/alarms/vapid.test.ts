import { randomBytes } from 'node:crypto';
import { PushSubscription } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { signUp } from '../../http/testing/people.ts';
import { openTestRegion } from '../../http/testing/region.ts';
import { createKeyRing } from '../../secrets/wrapping.ts';
import { startTestDatabase } from '../../store/testing.ts';
import { subscriptionPlace } from './subscription-place.ts';
import { startPushService } from './testing/push-service.ts';
import { openVapid, rewrapAlarms } from './vapid.ts';

test('the key that phones know outlives a master key, and so do the phones', async () => {
  await using server = await startTestDatabase();
  await using service = await startPushService();
  const [before, after] = [randomBytes(32), randomBytes(32)];
  const region = await openTestRegion(server, { keys: createKeyRing(before), privateReceivers: ['127.0.0.1'] });
  try {
    const { db } = region.context;
    const phone = await signUp(region, 'keeper');
    const given = service.subscribe();
    const { serverKey } = await phone.addAlarmPhone({ body: { ...given, language: 'en' } });
    const again = { db, secrets: createKeyRing(after, [before]) };
    expect(await rewrapAlarms(again)).toEqual({ rewrapped: 2, unreadable: 0 });
    expect(await rewrapAlarms(again)).toEqual({ rewrapped: 0, unreadable: 0 });

    const secrets = createKeyRing(after); // a process that starts then, and knows the new one alone
    expect((await openVapid({ db: db.withoutPlugins(), secrets })).publicKey).toBe(serverKey);
    const { id, wrapped } = await db.selectFrom('alarm_phone').select(['id', 'wrapped']).executeTakeFirstOrThrow();
    const opened = Buffer.from(secrets.unwrap(wrapped, subscriptionPlace(id))).toString();
    expect(PushSubscription.parse(JSON.parse(opened))).toEqual(given);
  } finally {
    await region.close();
  }
});

test('processes that begin at once make one key', async () => {
  await using server = await startTestDatabase();
  const region = await openTestRegion(server);
  try {
    const { db, secrets } = region.context;
    const many = await Promise.all(
      Array.from({ length: 5 }, () => openVapid({ db: db.withoutPlugins(), secrets })), // each as another process
    );
    expect(new Set(many.map(({ publicKey }) => publicKey)).size).toBe(1);
  } finally {
    await region.close();
  }
});
