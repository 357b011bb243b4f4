import type { ProblemCode, Refusal } from '@kaitong/contract';
import { isFirmwareFault } from '@kaitong/core';
import type { DeviceCaller } from '../../callers.ts';
import type { InvalidInput } from '../../invalid-input.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { type LockedConformance, lockConformance, lockConformanceOf } from './lock-conformance.ts';
import { readConformanceKey } from './object-keys.ts';
import { observe } from './observe.ts';
import { saveConformance, snapshotOf } from './save-conformance.ts';

/** Remembers on an item what its device was refused by a fault of its own, with the field where there is one. */
export function noteRefused(test: LockedConformance, { code, params: { field } }: Refusal): void {
  if (!isFirmwareFault(code)) return;
  const reason = field === undefined ? code : `${code} ${field}`;
  if (test.stage.refused === reason) return;
  test.stage.refused = reason;
  observe(test, 'call.refused', { reason });
}

/** The same of a call that no handler saw, because it does not fit the protocol. */
export async function noteInvalidTestCall(
  { db }: RegionContext,
  caller: DeviceCaller | undefined,
  { code, fields, params }: InvalidInput,
): Promise<void> {
  if (!caller) return;
  const field = fields[0]?.path.slice(0, 100);
  await db.transaction().execute(async (trx) => {
    const test = await lockConformanceOf(trx, caller.deviceId);
    if (test) await note(trx, test, { code, params: field ? { field } : params });
  });
}

/** The same of a PUT to the target of an item's object. */
export async function noteRefusedPut({ db }: RegionContext, key: string, code: ProblemCode): Promise<void> {
  const place = readConformanceKey(key);
  if (!place) return;
  await db.transaction().execute(async (trx) => {
    const event = await trx
      .selectFrom('conformance_event')
      .select(['conformance_id', 'item'])
      .where('id', '=', place.eventId)
      .executeTakeFirst();
    const test = event && (await lockConformance(trx, event.conformance_id));
    if (test?.state === 'running' && test.item === event?.item) await note(trx, test, { code, params: {} });
  });
}

async function note(trx: RegionTransaction, test: LockedConformance, refused: Refusal): Promise<void> {
  const before = snapshotOf(test);
  noteRefused(test, refused);
  await saveConformance(trx, test, before);
}
