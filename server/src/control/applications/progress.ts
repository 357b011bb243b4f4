import type { AccountId, ApplicationId, ApplicationProgress } from '@kaitong/contract';
import type { Executor } from '../../store/executor.ts';
import { appendForFollowers } from '../../store/topics.ts';
import { tellAccount } from '../accounts/tell-account.ts';

/** An application's progress: numbered, stored, streamed to whoever looks. */
export const progressTopic = (applicationId: ApplicationId): string => `application:${applicationId}`;

type Untimed<P> = P extends { at: string } ? Omit<P, 'at'> : never;

export async function reportProgress(
  trx: Executor,
  application: { id: ApplicationId; account_id: AccountId; now: Date },
  progress: Untimed<ApplicationProgress>,
): Promise<void> {
  await appendForFollowers(trx, progressTopic(application.id), { ...progress, at: application.now.toISOString() });
  await tellAccount(trx, application.account_id, 'applications.changed');
}
