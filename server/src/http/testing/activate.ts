import { type ApplicationId, type Pid, Region, type SampleKind } from '@kaitong/contract';
import { publishProduct } from '../../control/products/publish-product.ts';
import { newApplicationId, newDeviceId } from '../../secrets/new-ids.ts';
import type { ControlRig, RigMaker } from './control.ts';

/** A product of a maker that has passed with some sample, as a run's end leaves it. */
export async function activateProduct(
  { context }: ControlRig,
  maker: RigMaker,
  pid: Pid,
  kind: SampleKind = 'firmware',
): Promise<ApplicationId> {
  const { account, user } = maker.session;
  const sample = { pid, device_id: newDeviceId(), firmware: '2.3.0', sample: kind, account_id: account.id };
  const id = newApplicationId();
  await context.db.transaction().execute(async (trx) => {
    await trx
      .insertInto('application')
      .values({
        ...sample,
        id,
        user_id: user.id,
        older_firmware_accepted: false,
        region: Region.parse('cn'),
        paired_at: null,
        motion_detection: null,
        state: 'approved',
        step: 'publish',
        step_deadline_at: null,
        problem: null,
        findings: '[]' as never,
        evidence: null,
        certificate: 'of.this.application',
        certified_at: null,
        footage: 'none',
        ended_at: null,
      })
      .execute();
    await trx
      .insertInto('activation')
      .values({ ...sample, application_id: id })
      .execute();
    await publishProduct(context, trx, pid);
  });
  return id;
}
