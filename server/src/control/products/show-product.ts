import type { AccountId, ApplicationId, DeviceId, Pid, Product, Role, SampleKind } from '@kaitong/contract';
import type { Kysely } from 'kysely';
import type { z } from 'zod';
import type { ControlTables } from '../../store/control/tables.ts';
import { givenAccess } from './find-product-for.ts';
import { laggingByPid } from './lagging-regions.ts';

type Shown = z.input<typeof Product>;
type Row = {
  pid: Pid;
  name: string;
  account_id: AccountId;
  created_at: Date;
  stage: 'debug' | 'released';
  demonstration: boolean;
  owner_name: string;
  authorised_role: Role | null;
};

/** Products with what hangs on them: number of licences, activation and the regions behind. */
export async function showProducts(
  db: Kysely<ControlTables>,
  accountId: AccountId,
  rows: readonly Row[],
): Promise<Shown[]> {
  if (rows.length === 0) return [];
  const pids = rows.map(({ pid }) => pid);
  const counted = await db
    .selectFrom('licence')
    .select(['pid', (count) => count.fn.countAll<number>().as('n')])
    .where('pid', 'in', pids)
    .groupBy('pid')
    .execute();
  const licences = new Map<string, number>(counted.map(({ pid, n }) => [pid, n]));
  const activations = await db.selectFrom('activation').selectAll().where('pid', 'in', pids).execute();
  const activationOf = new Map(activations.map((activation) => [activation.pid, activation]));
  const lagging = await laggingByPid(db, [...activationOf.keys()]);
  return rows.map((row) => ({
    pid: row.pid,
    name: row.name,
    createdAt: row.created_at.toISOString(),
    role: givenAccess(row, accountId),
    ownerName: row.owner_name,
    stage: row.stage,
    demonstration: row.demonstration,
    licences: licences.get(row.pid) ?? 0,
    devices: null,
    activation: showActivation(activationOf.get(row.pid), lagging.get(row.pid) ?? []),
  }));
}

type ActivationRow = {
  activated_at: Date;
  application_id: ApplicationId;
  device_id: DeviceId;
  firmware: string;
  sample: SampleKind;
};

function showActivation(row: ActivationRow | undefined, lagging: string[]): Shown['activation'] {
  if (!row) return null;
  return {
    activatedAt: row.activated_at.toISOString(),
    applicationId: row.application_id,
    deviceId: row.device_id,
    firmware: row.firmware,
    sample: row.sample,
    lagging,
  };
}
