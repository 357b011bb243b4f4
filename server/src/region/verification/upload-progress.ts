import type { ApplicationId } from '@kaitong/contract';
import type { EventDeclaration } from '@kaitong/contract/checks';
import { type Closed, missingOf, verificationLimits } from '@kaitong/core';
import type { RegionTransaction } from '../context.ts';
import { closedOf, wholeAssembly } from '../uploads/assembly.ts';
import { findOwnUpload, isAllJudged, type StoredUpload } from './find-event.ts';

export type UploadProgress = {
  isOpen: boolean;
  /** As much footage is there as the grant asks for. */
  isEnough: boolean;
  /** Something is there that can be judged. */
  isJudgeable: boolean;
  /** Numbers from 0 that are not there: up to the last one declared, or counted by the close. */
  missing: number[];
  /** The judge has seen all that is there. */
  isJudged: boolean;
};

/** How far the upload of a run's own event has come; without an event, not at all. */
export async function howFar(trx: RegionTransaction, applicationId: ApplicationId): Promise<UploadProgress> {
  const event = await findOwnUpload(trx, applicationId);
  if (!event) return { isOpen: true, isEnough: false, isJudgeable: false, missing: [], isJudged: false };
  const closed = closedOf(event);
  return progressOf({ declaration: event.declaration, closed }, event.objects);
}

/** The same of what is known of an event and its objects. */
export function progressOf(
  { declaration, closed }: { declaration: EventDeclaration; closed: Closed | null },
  rows: StoredUpload['objects'],
): UploadProgress {
  const there = rows.filter(({ kind, state }) => kind === 'segment' && state === 'committed');
  return {
    isOpen: closed === null,
    isEnough: there.reduce((sum, { durationMs }) => sum + durationMs, 0) >= verificationLimits.footage,
    isJudgeable: there.length > 0,
    missing: missingOf(wholeAssembly({ declaration, limits: verificationLimits, closed }, rows)),
    isJudged: isAllJudged(rows),
  };
}
