import { type FirmwareVersion, type Pid, SOAK_HOURS, Soak, type SoakId } from '@kaitong/contract';
import { judgeSoak, soakOutcome } from '@kaitong/core';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { z } from 'zod';
import type { MakerCaller } from '../../callers.ts';
import type { SoakTable } from '../../store/control/soak.ts';
import type { ControlTables } from '../../store/control/tables.ts';

type Row = Selectable<SoakTable> & { product_name: string };

/** Soaks of the caller's account with the name of their product. Another account's are as good as none. */
export const soaksOf = (db: Kysely<ControlTables>, { accountId }: MakerCaller) =>
  db
    .selectFrom('soak')
    .innerJoin('product', 'product.pid', 'soak.pid')
    .selectAll('soak')
    .select('product.name as product_name')
    .where('soak.account_id', '=', accountId);

export async function findSoakOf(db: Kysely<ControlTables>, caller: MakerCaller, id: SoakId): Promise<Row | undefined> {
  return await soaksOf(db, caller).where('soak.id', '=', id).executeTakeFirst();
}

export function showSoak(row: Row): z.input<typeof Soak> {
  const findings = judgeSoak(row.hours, row);
  return {
    ...{ id: row.id, deviceId: row.device_id, pid: row.pid, productName: row.product_name, firmware: row.firmware },
    ...{ region: row.region, state: row.state, hours: row.hours, findings, problem: row.problem },
    outcome: row.state === 'ended' ? soakOutcome(row.hours, findings) : null,
    createdAt: row.created_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  };
}

/** The newest one of the caller's account that went on for its whole day, begun with this firmware. */
export async function findWholeSoak(
  db: Kysely<ControlTables>,
  caller: MakerCaller,
  pid: Pid,
  firmware: FirmwareVersion,
): Promise<Soak | null> {
  const row = await soaksOf(db, caller)
    .where('soak.pid', '=', pid)
    .where('soak.firmware', '=', firmware)
    .where('soak.state', '=', 'ended')
    .where('soak.problem', 'is', null)
    .where(sql<boolean>`jsonb_array_length(soak.hours) = ${SOAK_HOURS}`)
    .orderBy('soak.created_at', 'desc')
    .orderBy('soak.id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? Soak.parse(showSoak(row)) : null;
}
