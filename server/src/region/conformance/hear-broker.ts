import { type ConformanceId, seconds, type WrongCertificate } from '@kaitong/contract';
import { meetBroker, trustBroker } from '@kaitong/core';
import { sql } from 'kysely';
import { setDeadline } from '../../store/deadlines.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { readDeviceToken } from '../devices/device-token.ts';
import { CONFORMANCE_STEP } from './deadline-kinds.ts';
import { findConformanceOf, type LockedConformance, lockConformance } from './lock-conformance.ts';
import { observe } from './observe.ts';
import { saveConformance, snapshotOf } from './save-conformance.ts';

/** Somebody came to the broker with the wrong certificate: as with targets, it counts for all whom it is offered to now. */
export async function hearBrokerMet({ db }: RegionContext, wrong: WrongCertificate): Promise<void> {
  const tests = await db
    .selectFrom('conformance')
    .select('id')
    .where('state', '=', 'running')
    .where('item', '=', 'wrong-broker')
    .where(sql<boolean>`stage -> 'brokers' ->> 'wrong' = ${wrong}`)
    .execute();
  for (const { id } of tests) await db.transaction().execute((trx) => change(trx, id, (test) => meet(test, wrong)));
}

/** It was sent this as the password of a CONNECT. Only the device has the token, and only a camera that trusts sends it. */
export async function hearBrokerTrusted(context: RegionContext, wrong: WrongCertificate, token: string): Promise<void> {
  const { db, log } = context;
  const device = await readDeviceToken(context, token);
  const id = device && (await findConformanceOf(db, device.deviceId));
  if (id === undefined) return;
  await db.transaction().execute((trx) =>
    change(trx, id, (test) => {
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

async function change(
  trx: RegionTransaction,
  id: ConformanceId,
  apply: (test: LockedConformance) => void,
): Promise<void> {
  const test = await lockConformance(trx, id);
  if (test?.state !== 'running' || test.item !== 'wrong-broker') return;
  const before = snapshotOf(test);
  apply(test);
  await saveConformance(trx, test, before);
  await setDeadline(trx, CONFORMANCE_STEP, test.id, seconds(0));
}
