import type { ApplicationId, RunProgress, RunReport } from '@kaitong/contract';
import { notify } from '../../store/notifications.ts';
import { append } from '../../store/topics.ts';
import type { RegionTransaction } from '../context.ts';

/** Outboxes of runs, by application id: what control has to hear, numbered, in the order in which it happened. */
export const RUN_OUTBOX = 'run:';

/** The notification that a run's outbox says how it ended. */
export const RUN_DECIDED = 'run-decided';

export const runOutbox = (applicationId: ApplicationId): string => `${RUN_OUTBOX}${applicationId}`;

export async function report(trx: RegionTransaction, applicationId: ApplicationId, entry: RunReport): Promise<void> {
  await append(trx, runOutbox(applicationId), entry);
  if (entry.type === 'passed' || entry.type === 'failed') await notify(trx, RUN_DECIDED, applicationId);
}

type Untimed<P> = P extends { at: string } ? Omit<P, 'at'> : never;

/** What the maker sees as it happens. */
export async function reportProgress(
  trx: RegionTransaction,
  run: { application_id: ApplicationId; now: Date },
  progress: Untimed<RunProgress>,
): Promise<void> {
  const timed = { ...progress, at: run.now.toISOString() } as RunProgress;
  await report(trx, run.application_id, { type: 'progress', progress: timed });
}
