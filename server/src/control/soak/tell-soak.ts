import type { Refusal, SoakHour } from '@kaitong/contract';
import { judgeSoak, soakOutcome } from '@kaitong/core';
import type { Selectable } from 'kysely';
import type { SoakTable } from '../../store/control/soak.ts';
import { tellAccount } from '../accounts/tell-account.ts';
import type { ControlTransaction } from '../context.ts';
import { writeNotice } from '../notices/write-notice.ts';

type Soak = Pick<Selectable<SoakTable>, 'id' | 'account_id' | 'pid' | 'device_id' | 'firmware' | 'sleepy'>;
type Ended = Soak & { hours: SoakHour[]; problem: Refusal | null };

/** Tells open pages that there is more to read of it. */
export const tellSoak = (trx: ControlTransaction, { account_id }: Pick<Soak, 'account_id'>): Promise<void> =>
  tellAccount(trx, account_id, 'soaks.changed');

/** Tells its account what came of it: nobody waits before a page for a day. */
export async function tellSoakEnded(trx: ControlTransaction, soak: Ended): Promise<void> {
  const { id, account_id, pid, device_id, firmware, hours, problem } = soak;
  const findings = judgeSoak(hours, soak);
  await writeNotice(trx, account_id, {
    kind: 'soak.ended',
    data: {
      ...{ soakId: id, pid, productName: null, deviceId: device_id, firmware },
      ...{ outcome: soakOutcome(hours, findings), hours: hours.length, findings: findings.map(({ rule }) => rule) },
      problem: problem?.code ?? null,
    },
  });
  await tellSoak(trx, soak);
}
