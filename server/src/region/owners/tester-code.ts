import { createHmac, randomInt } from 'node:crypto';
import { type app, minutes, type Refusal, type Reply } from '@kaitong/contract';
import { sql } from 'kysely';
import type { OwnerCaller } from '../../callers.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { RegionContext } from '../context.ts';

const LIFE = minutes(10);
/** Without 0 O 1 I L: people read the code out and type it. */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const LENGTH = 8;

/** A one-time code; whoever it is given to becomes able to see this owner's verification footage. */
export async function createTesterCode(
  context: RegionContext,
  { ownerId }: OwnerCaller,
): Promise<Reply<typeof app.createTesterCode> | Refusal> {
  const { db, limits } = context;
  const tooMany = rateRefusal([await takeRate(db, `tester-code ${ownerId}`, limits.testerCodesPerOwner)]);
  if (tooMany) return tooMany;
  const code = Array.from({ length: LENGTH }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('');
  const row = await db
    .insertInto('tester_code')
    .values({
      hash: hashTesterCode(context, code),
      owner_id: ownerId,
      expires_at: sql<Date>`kaitong_now() + ${LIFE} * interval '1 ms'`,
      link_id: null,
    })
    .returning('expires_at')
    .executeTakeFirstOrThrow();
  return { code: `${code.slice(0, 4)}-${code.slice(4)}`, expiresAt: row.expires_at.toISOString() };
}

/** Keyed: 31^8 codes could be tried against a stolen table of plain hashes within minutes. */
export function hashTesterCode({ secrets, region }: RegionContext, code: string): string {
  const typed = code.toUpperCase().replace(/[^A-Z0-9]/g, '');
  const [key] = secrets.derive(`tester codes ${region}`);
  return createHmac('sha256', key).update(typed).digest('hex');
}
