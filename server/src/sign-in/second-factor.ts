import { createHmac, randomInt } from 'node:crypto';
import { type Refusal, refusal } from '@kaitong/contract';
import { limits } from '@kaitong/contract/limits';
import { type Kysely, sql, type Transaction } from 'kysely';
import { Secret, TOTP } from 'otpauth';
import type { Clock } from '../clock.ts';
import { type Rewrapped, rewrapColumn } from '../secrets/rewrap-rows.ts';
import type { KeyRing } from '../secrets/wrapping.ts';
import { resetRate, takeRate } from '../store/rate-limits.ts';
import { rateRefusal } from './rate-refusal.ts';
import type { SignInTables } from './tables.ts';

const SECRET_BYTES = 20;
const PERIOD_S = 30;
/** One step to either side, for phones whose clock is off. */
const WINDOW = 1;
/**
 * Of those who know the password already: three codes are right at any time, so in an hour's tries one guess in 30,000
 * hits. A browser that is known to the account has tries of its own, so nobody keeps its owner out.
 */
const WRONG_CODES = limits.signIn.wrongCodesPerUser;
const RECOVERY_CODES = 10;
/** Without 0 O 1 I L: people write the code down and type it. 49 bits. */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const RECOVERY_LETTERS = 10;

export type SecondFactorOptions = { secrets: KeyRing; clock: Clock; issuer: string };
/** What goes with a change of somebody's second factor, in the same transaction. */
type Within = (trx: Transaction<SignInTables>) => Promise<void>;
export type Standing = { on: boolean; since: string | null; recoveryCodes: number };

/** Codes that change every 30 s (RFC 6238) beside the password, and codes on paper for who lost the telephone. */
export class SecondFactor {
  private readonly db: Kysely<SignInTables>;
  private readonly options: SecondFactorOptions;

  constructor(db: Kysely<SignInTables>, options: SecondFactorOptions) {
    this.db = db;
    this.options = options;
  }

  async find(userId: string): Promise<Standing> {
    const row = await this.db
      .selectFrom('login_second_factor')
      .select('confirmed_at')
      .where('user_id', '=', userId)
      .executeTakeFirst();
    const { left } = await this.db
      .selectFrom('login_recovery_code')
      .select(({ fn }) => fn.countAll<number>().as('left'))
      .where('user_id', '=', userId)
      .executeTakeFirstOrThrow();
    const since = row?.confirmed_at ?? null;
    return { on: since !== null, since: since?.toISOString() ?? null, recoveryCodes: Number(left) };
  }

  /** A secret that counts for nothing until a code proves that the telephone has it. */
  async begin(userId: string, login: string): Promise<{ secret: string; uri: string } | Refusal> {
    const secret = new Secret({ size: SECRET_BYTES });
    const wrapped = this.options.secrets.wrap(secret.bytes, placeOf(userId));
    const { rows } = await sql`
      INSERT INTO login_second_factor AS f (user_id, wrapped) VALUES (${userId}, ${wrapped})
      ON CONFLICT (user_id) DO UPDATE SET wrapped = ${wrapped}, last_step = 0 WHERE f.confirmed_at IS NULL
      RETURNING user_id`.execute(this.db);
    if (rows.length === 0) return refusal('second_factor_on');
    return { secret: secret.base32, uri: this.totpOf(secret, login).toString() };
  }

  /** From now on the password alone opens nothing. @returns codes for who loses the telephone, this once */
  async confirm(userId: string, code: string, within: Within): Promise<string[] | Refusal> {
    if ((await this.find(userId)).on) return refusal('second_factor_on');
    if (!(await this.takeStep(userId, code))) return refusal('second_factor_wrong');
    return await this.db.transaction().execute(async (trx) => {
      await trx
        .updateTable('login_second_factor')
        .set({ confirmed_at: sql<Date>`kaitong_now()` })
        .where('user_id', '=', userId)
        .execute();
      await within(trx);
      return await this.makeRecoveryCodes(trx, userId);
    });
  }

  async renewRecoveryCodes(userId: string, within: Within): Promise<string[]> {
    return await this.db.transaction().execute(async (trx) => {
      await within(trx);
      return await this.makeRecoveryCodes(trx, userId);
    });
  }

  async remove(userId: string, within: Within): Promise<boolean> {
    return await this.db.transaction().execute(async (trx) => {
      await trx.deleteFrom('login_recovery_code').where('user_id', '=', userId).execute();
      const removed = await trx.deleteFrom('login_second_factor').where('user_id', '=', userId).executeTakeFirst();
      if (removed.numDeletedRows === 0n) return false;
      await within(trx);
      return true;
    });
  }

  /**
   * Of whoever gave the right password. `undefined`: may come in. Each code counts once, however often it is sent within
   * its time. `from`: whose tries these are.
   */
  async refuse(userId: string, code: string | undefined, from: string): Promise<Refusal | undefined> {
    if (!(await this.find(userId)).on) return undefined;
    if (code === undefined || code === '') return refusal('second_factor_needed');
    const tried = `second factor ${userId} ${from}`;
    const tooMany = rateRefusal([await takeRate(this.db, tried, WRONG_CODES)]);
    if (tooMany) return tooMany;
    if (!(await this.takeStep(userId, code)) && !(await this.takeRecoveryCode(userId, code)))
      return refusal('second_factor_wrong');
    await resetRate(this.db, tried);
    return undefined;
  }

  private async takeStep(userId: string, typed: string): Promise<boolean> {
    const token = typed.replace(/\s/g, '');
    if (!/^\d{6}$/.test(token)) return false;
    const bytes = await this.readSecret(this.db, userId);
    if (!bytes) return false;
    const secret = new Secret({ buffer: Uint8Array.from(bytes).buffer });
    const timestamp = this.options.clock.now().getTime();
    const delta = this.totpOf(secret, '').validate({ token, timestamp, window: WINDOW });
    if (delta === null) return false;
    const step = Math.floor(timestamp / 1000 / PERIOD_S) + delta;
    const taken = await this.db
      .updateTable('login_second_factor')
      .set({ last_step: step })
      .where('user_id', '=', userId)
      .where('last_step', '<', step)
      .executeTakeFirst();
    return taken.numUpdatedRows > 0n;
  }

  private async takeRecoveryCode(userId: string, typed: string): Promise<boolean> {
    const secret = await this.readSecret(this.db, userId);
    if (!secret) return false;
    const taken = await this.db
      .deleteFrom('login_recovery_code')
      .where('user_id', '=', userId)
      .where('hash', '=', hashOf(secret, userId, typed))
      .executeTakeFirst();
    return taken.numDeletedRows > 0n;
  }

  private async makeRecoveryCodes(trx: Kysely<SignInTables>, userId: string): Promise<string[]> {
    const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
    await trx.deleteFrom('login_recovery_code').where('user_id', '=', userId).execute();
    const secret = await this.readSecret(trx, userId);
    if (!secret) throw new Error('recovery codes for somebody without a second factor');
    const rows = codes.map((code) => ({ user_id: userId, hash: hashOf(secret, userId, code) }));
    await trx.insertInto('login_recovery_code').values(rows).execute();
    return codes;
  }

  private async readSecret(db: Kysely<SignInTables>, userId: string): Promise<Uint8Array | undefined> {
    const row = await db
      .selectFrom('login_second_factor')
      .select('wrapped')
      .where('user_id', '=', userId)
      .executeTakeFirst();
    return row && this.options.secrets.unwrap(row.wrapped, placeOf(userId));
  }

  private totpOf(secret: Secret, label: string): TOTP {
    const { issuer } = this.options;
    return new TOTP({ issuer, label, secret, algorithm: 'SHA1', digits: 6, period: PERIOD_S }); // what every app reads
  }
}

const placeOf = (userId: string): string => `second factor ${userId}`;

/** Keyed by what the telephone has: 49 bits could be tried against a stolen table of plain hashes. */
function hashOf(key: Uint8Array, userId: string, typed: string): string {
  const code = typed.toUpperCase().replace(/[^A-Z0-9]/g, '');
  return createHmac('sha256', key).update(`${userId} ${code}`).digest('hex');
}

/** Under the master key that wraps now. */
export const rewrapSecondFactors = <Tables extends SignInTables>(
  schema: Kysely<Tables>,
  secrets: KeyRing,
): Promise<Rewrapped> => {
  const db = schema as unknown as Kysely<SignInTables>;
  return rewrapColumn(secrets, db.selectFrom('login_second_factor').select(['user_id', 'wrapped']), {
    column: 'wrapped',
    placeOf: ({ user_id }) => placeOf(user_id),
    store: ({ user_id, wrapped }, anew) =>
      db
        .updateTable('login_second_factor')
        .set({ wrapped: anew })
        .where('user_id', '=', user_id)
        .where('wrapped', '=', wrapped),
  });
};

function newRecoveryCode(): string {
  const letters = Array.from({ length: RECOVERY_LETTERS }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('');
  return `${letters.slice(0, 5)}-${letters.slice(5)}`;
}
