import { type ApplicationId, Evidence, type Pid } from '@kaitong/contract';
import { sql } from 'kysely';
import { lockApplication } from '../../control/applications/lock-application.ts';
import { certify } from '../../control/certificates/certify.ts';
import type { ControlRig } from './control.ts';

/** Gives an application of a product a certificate, as its run's end does. */
export async function certifyProduct(
  { context }: ControlRig,
  pid: Pid,
  id: ApplicationId,
  more: Partial<Evidence> = {},
): Promise<string> {
  const evidence = Evidence.parse({
    ...{ deviceId: 'd0123456789abcdefghij', pid, pairedAt: '2026-05-01T08:00:00.000Z', firmware: '2.3.0' },
    ...{ nonce: id, objects: [{ n: 0, kind: 'segment', bytes: 1, sha256: 'b'.repeat(64) }] },
    ...{ rules: 15, level2: 'node-av', judgedAt: '2026-05-01T08:01:00.000Z' },
    ...more,
  });
  return await context.db.transaction().execute(async (trx) => {
    const certificate = await certify(context, trx, await lockApplication(trx, id), evidence);
    await trx
      .updateTable('application')
      .set({ certificate, certified_at: sql<Date>`kaitong_now()` })
      .where('id', '=', id)
      .execute();
    return certificate;
  });
}
