import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import {
  type CreatedPasskey,
  knownTransports,
  minutes,
  type Passkey,
  type passkeySignInTo,
  type passkeysOf,
  type Refusal,
  type Reply,
  refusal,
  type UsedPasskey,
} from '@kaitong/contract';
import {
  type VerifiedAuthenticationResponse,
  type VerifiedRegistrationResponse,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { decodeClientDataJSON } from '@simplewebauthn/server/helpers';
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { z } from 'zod';
import type { SignInTables } from './tables.ts';

/** Time for a finger, or for a telephone that is fetched from another room. */
const CHALLENGE_LIFE = minutes(5);
/** More telephones and security keys than anybody carries. */
const MOST = 20;
/** ES256, EdDSA and RS256 of COSE: what authenticators make. */
const ALGORITHMS = [-7, -8, -257];
const NO_EXTENSIONS = { clientExtensionResults: {} };

type Ops = ReturnType<typeof passkeysOf>;
type CreationOptions = Reply<Ops['beginPasskey']>;
type RequestOptions = Reply<ReturnType<typeof passkeySignInTo>['beginPasskeySignIn']>;
type Unavailable = Reply<Ops['listPasskeys']>['unavailable'];
type Row = Selectable<SignInTables['login_passkey']>;
/** Whose passkey it is, and its name. */
export type Shown = { userId: string; name: string };
/** What goes with a change of a passkey, in the same transaction. */
export type WithinPasskey = (trx: Transaction<SignInTables>, shown: Shown) => Promise<void>;
const nothing: WithinPasskey = async () => {};

/** WebAuthn for the users of one plane: keys that sign one challenge each, after the authenticator knew its owner. */
export class Passkeys {
  private readonly db: Kysely<SignInTables>;
  private readonly page: URL;
  private readonly site: string;

  /** `site`: as authenticators show it beside the login, since console and apps of one host share their list. */
  constructor(db: Kysely<SignInTables>, { publicUrl, site }: { publicUrl: string; site: string }) {
    this.db = db;
    this.page = new URL(publicUrl);
    this.site = site;
  }

  /** Browsers make passkeys for a host name that is reached by https; `null`: this is one. */
  get unavailable(): Unavailable {
    const { protocol, hostname } = this.page;
    if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) return 'no_host_name';
    return protocol === 'https:' ? null : 'no_https';
  }

  get origin(): string {
    return this.page.origin;
  }

  /** Newest first. */
  async list(userId: string): Promise<Passkey[]> {
    const rows = await this.db
      .selectFrom('login_passkey')
      .selectAll()
      .where('user_id', '=', userId)
      .orderBy('created_at', 'desc')
      .execute();
    return rows.map(show);
  }

  /** What a browser makes a passkey from, for whoever has proved to be the user. */
  async begin(userId: string, login: string): Promise<CreationOptions | Refusal> {
    if (this.unavailable) return refusal('passkeys_unavailable');
    const known = await this.db
      .selectFrom('login_passkey')
      .select(['id', 'transports'])
      .where('user_id', '=', userId)
      .execute();
    if (known.length >= MOST) return refusal('passkeys_full');
    return {
      rp: { id: this.page.hostname, name: 'Kaitong' },
      user: {
        id: Buffer.from(userId).toString('base64url'),
        name: `${login} (${this.site})`,
        displayName: `${login} (${this.site})`,
      },
      challenge: await this.challenge(userId),
      pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
      timeout: CHALLENGE_LIFE,
      excludeCredentials: known.map(({ id, transports }) => ({
        id,
        type: 'public-key',
        transports: knownTransports(transports.split(' ')),
      })),
      authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
      attestation: 'none',
    };
  }

  async add(
    userId: string,
    name: string,
    created: z.output<typeof CreatedPasskey>,
    within = nothing,
  ): Promise<Passkey | Refusal> {
    if (this.unavailable) return refusal('passkeys_unavailable');
    const challenge = await this.takeChallenge(created.response.clientDataJSON, userId);
    if (challenge === undefined) return refusal('passkey_expired');
    const { transports, ...response } = created.response;
    const verified = await orUndefined<VerifiedRegistrationResponse>(() =>
      verifyRegistrationResponse({
        response: { ...created, ...NO_EXTENSIONS, response: { ...response, transports: knownTransports(transports) } },
        ...this.expected(challenge),
        supportedAlgorithmIDs: ALGORITHMS,
      }),
    );
    if (!verified?.verified) return refusal('passkey_refused');
    const { credential, credentialBackedUp } = verified.registrationInfo;
    const values = {
      ...{ id: credential.id, user_id: userId, name, counter: credential.counter, synced: credentialBackedUp },
      public_key: Buffer.from(credential.publicKey).toString('base64url'),
      transports: knownTransports(transports).join(' '),
    };
    const row = await this.db.transaction().execute(async (trx) => {
      const added = await trx
        .insertInto('login_passkey')
        .values(values)
        .onConflict((conflict) => conflict.doNothing())
        .returningAll()
        .executeTakeFirst();
      if (added) await within(trx, { userId, name });
      return added;
    });
    return row ? show(row) : refusal('passkey_refused'); // somebody has it: ids are too long to meet by chance
  }

  /** @returns its name */
  async remove(userId: string, id: string, within = nothing): Promise<string | undefined> {
    return await this.db.transaction().execute(async (trx) => {
      const removed = await trx
        .deleteFrom('login_passkey')
        .where('user_id', '=', userId)
        .where('id', '=', id)
        .returning('name')
        .executeTakeFirst();
      if (removed) await within(trx, { userId, name: removed.name });
      return removed?.name;
    });
  }

  /** What a passkey of whomever signs. */
  async beginSignIn(): Promise<RequestOptions | Refusal> {
    if (this.unavailable) return refusal('passkeys_unavailable');
    const challenge = await this.challenge(null);
    return { challenge, timeout: CHALLENGE_LIFE, rpId: this.page.hostname, userVerification: 'required' };
  }

  /**
   * Whose passkey signed. Its challenge is used up, whatever comes of it. `onStopped` hears of one whose counter went back
   * just now, so that it opens nothing any more.
   */
  async prove(used: z.output<typeof UsedPasskey>, onStopped = nothing): Promise<Shown | Refusal> {
    if (this.unavailable) return refusal('passkeys_unavailable');
    const challenge = await this.takeChallenge(used.response.clientDataJSON, null);
    if (challenge === undefined) return refusal('passkey_expired');
    const row = await this.db.selectFrom('login_passkey').selectAll().where('id', '=', used.id).executeTakeFirst();
    if (!row) return refusal('passkey_unknown');
    const { userHandle, ...response } = used.response;
    if (userHandle && Buffer.from(userHandle, 'base64url').toString() !== row.user_id)
      return refusal('passkey_refused');
    const verified = await orUndefined<VerifiedAuthenticationResponse>(() =>
      verifyAuthenticationResponse({
        response: { ...used, ...NO_EXTENSIONS, response },
        ...this.expected(challenge),
        // How far it has counted is for one statement to judge, below.
        credential: { id: row.id, publicKey: Uint8Array.from(Buffer.from(row.public_key, 'base64url')), counter: 0 },
      }),
    );
    if (!verified?.verified) return refusal('passkey_refused');
    const shown = { userId: row.user_id, name: row.name };
    const isMoved = await this.moveCounter(row.id, verified.authenticationInfo.newCounter);
    if (isMoved) return shown;
    await this.stop(row.id, (trx) => onStopped(trx, shown));
    return refusal('passkey_stopped');
  }

  /** Whoever counts does so with each signature, so a number that was there before is that of a copy. */
  private async moveCounter(id: string, counter: number): Promise<boolean> {
    const { rows } = await sql`
      UPDATE login_passkey SET counter = ${counter}, used_at = kaitong_now()
      WHERE id = ${id} AND stopped_at IS NULL AND (counter < ${counter} OR (counter = 0 AND ${counter}::bigint = 0))
      RETURNING id`.execute(this.db);
    return rows.length > 0;
  }

  private async stop(id: string, within: (trx: Transaction<SignInTables>) => Promise<void>): Promise<void> {
    await this.db.transaction().execute(async (trx) => {
      const { numUpdatedRows } = await trx
        .updateTable('login_passkey')
        .set({ stopped_at: sql<Date>`kaitong_now()` })
        .where('id', '=', id)
        .where('stopped_at', 'is', null)
        .executeTakeFirst();
      if (numUpdatedRows > 0n) await within(trx);
    });
  }

  private expected(challenge: string) {
    return {
      expectedChallenge: challenge,
      expectedOrigin: this.page.origin,
      expectedRPID: this.page.hostname,
      requireUserVerification: true,
    };
  }

  /** `userId`: who may make a passkey of it; `null`: it signs somebody in. */
  private async challenge(userId: string | null): Promise<string> {
    const challenge = randomBytes(32).toString('base64url');
    await this.db
      .insertInto('login_challenge')
      .values({
        challenge,
        user_id: userId,
        expires_at: sql<Date>`kaitong_now() + ${CHALLENGE_LIFE} * interval '1 ms'`,
      })
      .execute();
    return challenge;
  }

  private async takeChallenge(clientDataJSON: string, userId: string | null): Promise<string | undefined> {
    const told = await orUndefined(async () => decodeClientDataJSON(clientDataJSON).challenge);
    if (typeof told !== 'string') return undefined;
    const { rows } = await sql<{ isGood: boolean }>`
      DELETE FROM login_challenge WHERE challenge = ${told} AND user_id IS NOT DISTINCT FROM ${userId}
      RETURNING expires_at > kaitong_now() AS "isGood"`.execute(this.db);
    return rows[0]?.isGood ? told : undefined;
  }
}

const show = ({ id, name, synced, created_at, used_at, stopped_at }: Row): Passkey => ({
  id,
  name,
  synced,
  createdAt: created_at.toISOString(),
  lastUsedAt: used_at?.toISOString() ?? null,
  stoppedAt: stopped_at?.toISOString() ?? null,
});

/** The library throws for whatever is wrong with what a stranger sent. */
async function orUndefined<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch {
    return undefined;
  }
}
