import type { WrongCertificate } from '@kaitong/contract';
import { meetBroker, trustBroker } from '@kaitong/core';
import { sql } from 'kysely';
import type { RegionContext } from '../context.ts';
import { readDeviceToken } from '../devices/device-token.ts';
import { changeItem } from './change-item.ts';
import { findConformanceOf, type LockedConformance } from './lock-conformance.ts';
import { observe } from './observe.ts';

const ITEM = 'wrong-broker';

/** Somebody came to the broker with the wrong certificate: as with targets, it counts for all whom it is offered to now. */
export async function hearBrokerMet({ db }: RegionContext, wrong: WrongCertificate): Promise<void> {
  const tests = await db
    .selectFrom('conformance')
    .select('id')
    .where('state', '=', 'running')
    .where('item', '=', ITEM)
    .where(sql<boolean>`stage -> 'brokers' ->> 'wrong' = ${wrong}`)
    .execute();
  for (const { id } of tests)
    await db.transaction().execute((trx) => changeItem(trx, { id, item: ITEM }, (test) => meet(test, wrong)));
}

/** It was sent this as the password of a CONNECT. Only the device has the token, and only a camera that trusts sends it. */
export async function hearBrokerTrusted(context: RegionContext, wrong: WrongCertificate, token: string): Promise<void> {
  const { db, log } = context;
  const device = readDeviceToken(context, token);
  const id = device && (await findConformanceOf(db, device.deviceId));
  if (id === undefined) return;
  await db.transaction().execute((trx) =>
    changeItem(trx, { id, item: ITEM }, (test) => {
      if (!test.stage.brokers || test.stage.brokers.trusted) return;
      meet(test, wrong);
      test.stage.brokers = { ...test.stage.brokers, ...trustBroker(test.stage.brokers, wrong) };
      observe(test, 'broker.trusted', { wrong });
      log.info({ conformanceId: test.id, deviceId: test.device_id }, 'conformance.broker_trusted');
    }),
  );
}

function meet(test: LockedConformance, wrong: WrongCertificate): void {
  const { brokers } = test.stage;
  const met = brokers && meetBroker(brokers, wrong);
  if (!brokers || !met || met === brokers) return;
  test.stage.brokers = { ...brokers, ...met };
  observe(test, 'broker.met', { wrong });
}
