import type { OwnerId, Region } from '@kaitong/contract';
import { sql } from 'kysely';
import type { ControlTransaction } from '../context.ts';

const FORGOTTEN = '–';

/**
 * What was done, by whom and when stays, and to which number; names, addresses and what was searched for go: they are of
 * somebody who deleted their account.
 */
export async function forgetInTrail(
  trx: ControlTransaction,
  region: Region,
  { ownerId, links }: { ownerId: OwnerId; links: string[] },
): Promise<void> {
  const owner = `${region} ${ownerId}`;
  await sql`
    UPDATE audit SET details = details || jsonb_build_object('ownerName', ${FORGOTTEN}::text)
    WHERE action = 'tester.linked' AND details ->> 'linkId' = ANY(${links}::text[])
      AND details ->> 'region' = ${region}`.execute(trx);
  await sql`
    UPDATE audit SET details = jsonb_build_object('login', ${FORGOTTEN}::text)
    WHERE action = 'reset_link.made' AND subject = ${owner}`.execute(trx);
  await sql`
    UPDATE audit SET subject = ${FORGOTTEN}
    WHERE action = 'owners.searched' AND details -> 'shown' ? ${owner}`.execute(trx);
}
