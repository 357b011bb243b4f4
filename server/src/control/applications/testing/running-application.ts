import { type ApplicationId, Region } from '@kaitong/contract';
import { newApplicationId } from '../../../secrets/new-ids.ts';
import { json } from '../../../store/database.ts';
import type { ControlContext } from '../../context.ts';

type Options = { state?: 'verifying' | 'cancelled'; region?: string };

/** One that its region has begun a run for. */
export async function runningApplication(
  { db }: Pick<ControlContext, 'db'>,
  { state = 'verifying', region = 'cn' }: Options = {},
): Promise<ApplicationId> {
  const id = newApplicationId();
  const nothing = { pid: null, firmware: null, paired_at: null, motion_detection: null, step_deadline_at: null };
  const noEnd = { problem: null, evidence: null, certificate: null, certified_at: null, ended_at: null };
  const device_id = `${id} device`;
  await db
    .insertInto('application')
    .values({
      ...{ id, account_id: 'ac_1' as never, user_id: 'us_1', device_id, region: Region.parse(region), state },
      ...{ ...nothing, ...noEnd, step: 'grant', older_firmware_accepted: false, findings: json([]), footage: 'none' },
    })
    .execute();
  return id;
}
