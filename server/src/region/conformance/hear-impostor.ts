import type { WrongCertificate } from '@kaitong/contract';
import { sql } from 'kysely';
import type { RegionContext } from '../context.ts';
import { changeItem } from './change-item.ts';
import type { LockedConformance } from './lock-conformance.ts';
import { readConformanceKey } from './object-keys.ts';
import { observe } from './observe.ts';

const ITEM = 'wrong-certificate';

/**
 * Somebody connected to the server with the wrong certificate. Before a request is sent nothing says who it is, so it counts
 * for every test whose camera has it as a target now.
 */
export async function hearImpostorMet({ db }: RegionContext, wrong: WrongCertificate): Promise<void> {
  const tests = await db
    .selectFrom('conformance')
    .select('id')
    .where('state', '=', 'running')
    .where('item', '=', ITEM)
    .where(sql<boolean>`stage ->> 'disturbance' = 'on' AND stage -> 'impostorMet' = 'false'`)
    .where(sql<boolean>`coalesce(stage -> 'impostor' ->> 'wrong', ${wrong}) = ${wrong}`)
    .execute();
  for (const { id } of tests) await db.transaction().execute((trx) => changeItem(trx, { id, item: ITEM }, meet));
}

/** A request for this object was sent to it. Only the camera that was given the target knows the event's id. */
export async function hearImpostorTrusted({ db, log }: RegionContext, key: string): Promise<void> {
  const place = readConformanceKey(key);
  if (!place) return;
  await db.transaction().execute(async (trx) => {
    const event = await trx
      .selectFrom('conformance_event')
      .select(['conformance_id', 'n'])
      .where('id', '=', place.eventId)
      .executeTakeFirst();
    if (!event) return;
    await changeItem(trx, { id: event.conformance_id, item: ITEM }, (test) => {
      const { stage } = test;
      if (stage.impostor?.eventId !== place.eventId || stage.impostor.n !== place.n || stage.impostorTrusted) return;
      meet(test);
      stage.impostorTrusted = true;
      observe(test, 'certificate.trusted', { event: event.n, object: place.n, ...wrongOf(test) });
      log.info({ conformanceId: test.id, deviceId: test.device_id }, 'conformance.certificate_trusted');
    });
  });
}

function meet(test: LockedConformance): void {
  if (test.stage.impostorMet || test.stage.disturbance !== 'on') return;
  test.stage.impostorMet = true;
  observe(test, 'certificate.met', wrongOf(test));
}

const wrongOf = ({ stage }: LockedConformance) => (stage.impostor?.wrong ? { wrong: stage.impostor.wrong } : {});
