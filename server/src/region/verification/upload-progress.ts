import type { ApplicationId } from '@kaitong/contract';
import type { EventDeclaration } from '@kaitong/contract/checks';
import { type Closed, missingOf, verificationLimits } from '@kaitong/core';
import type { RegionTransaction } from '../context.ts';
import { closedOf, wholeAssembly } from '../uploads/assembly.ts';
import type { UploadedObject } from '../uploads/purpose.ts';
import { listUploaded } from './list-uploaded.ts';

export type UploadProgress = {
  isOpen: boolean;
  /** As much footage is there as the grant asks for. */
  isEnough: boolean;
  /** Something is there that can be judged. */
  isJudgeable: boolean;
  /** Numbers from 0 that are not there: up to the last one declared, or counted by the close. */
  missing: number[];
};

/** How far the upload of a run's own event has come; without an event, not at all. */
export async function howFar(trx: RegionTransaction, applicationId: ApplicationId): Promise<UploadProgress> {
  const event = await trx
    .selectFrom('event')
    .select(['id', 'declaration', 'closed_objects', 'closed_duration_ms'])
    .where('run_id', '=', applicationId)
    .where('probe_id', 'is', null)
    .executeTakeFirst();
  if (!event) return { isOpen: true, isEnough: false, isJudgeable: false, missing: [] };
  const closed = closedOf(event);
  return progressOf({ declaration: event.declaration, closed }, await listUploaded(trx, event.id));
}

/** The same of what is known of an event and its objects. */
export function progressOf(
  { declaration, closed }: { declaration: EventDeclaration; closed: Closed | null },
  rows: readonly UploadedObject[],
): UploadProgress {
  const there = rows.filter(({ kind, state }) => kind === 'segment' && state === 'committed');
  return {
    isOpen: closed === null,
    isEnough: there.reduce((sum, { durationMs }) => sum + durationMs, 0) >= verificationLimits.footage,
    isJudgeable: there.length > 0,
    missing: missingOf(wholeAssembly({ declaration, limits: verificationLimits, closed }, rows)),
  };
}
