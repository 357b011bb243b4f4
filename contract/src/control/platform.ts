import { z } from 'zod';
import { BackupCheck } from '../backup-check.ts';
import { SegmentSeconds } from '../catalogue.ts';
import { AccountId, Instant, OwnerId, Region } from '../ids.ts';
import { KeysState } from '../keys-state.ts';
import { op, page, pageQuery } from '../kit/op.ts';
import { KeyRing, PlaneName, Rewrapped } from '../master-key.ts';
import { Currency, Money } from '../money.ts';
import { Reconciliation } from '../reconciliation.ts';
import { RegionHour } from '../region-hour.ts';
import { ServerCertificate } from '../server-certificate.ts';
import { ObjectMove, Storage } from '../storage.ts';

const password = z.string().min(1).max(200);
/** Where the user has a second factor. */
const code = z.string().trim().min(1).max(20).optional();

const RegionHealth = z
  .object({
    region: Region,
    currency: Currency,
    mainland: z.boolean(),
    /** How long the segments of continuous footage are wished to be there. */
    segmentSeconds: SegmentSeconds,
    answers: z.boolean(),
    /** Undelivered changes of control for this region. */
    pending: z.int(),
    devices: z.int().nullable(),
    online: z.int().nullable(),
    subscriptions: z.int().nullable(),
    footageBytes: z.int().nullable(),
    /** Runs and decodes that wait for the judge. */
    judgeQueue: z.int().nullable(),
    decoder: z.string().nullable(),
    /** Orders and runs that control has not taken yet. */
    unreported: z.int().nullable(),
    /** Its counts in each hour of the last day, oldest first; `null`: not known. */
    hours: z.array(RegionHour).max(24).nullable().default(null),
    /** The last look of the reconciler at index and store. */
    reconciled: Reconciliation.nullable(),
    /** How far the clock of a server of the region is ahead of the database's, of the one that is off most. */
    clockSkewMs: z.number().nullable(),
    storage: Storage.nullable(),
    /** `null`: its objects lie where they always have. */
    move: ObjectMove.nullable(),
    /** Of the process that answered. */
    keys: KeysState.nullable(),
    /** Of the process that answered; `null`: it encrypts nothing itself. */
    certificate: ServerCertificate.nullable(),
  })
  .meta({ id: 'RegionHealth' });
export type RegionHealth = z.output<typeof RegionHealth>;

const Maker = z
  .object({
    accountId: AccountId,
    name: z.string(),
    login: z.string(),
    createdAt: Instant,
    products: z.int(),
    activated: z.int(),
    agreementVersion: z.string().nullable(),
    /** Whether it has said where to pay its shares to. */
    payable: z.boolean(),
    balances: z.array(z.object({ currency: Currency, accrued: Money, due: Money })),
  })
  .meta({ id: 'Maker' });

const OwnerForOperator = z
  .object({
    ownerId: OwnerId,
    region: Region,
    name: z.string(),
    login: z.string(),
    createdAt: Instant,
    devices: z.int(),
    suspended: z.object({ at: Instant, reason: z.string() }).nullable(),
  })
  .meta({ id: 'OwnerForOperator' });

/** Who uses the platform, and how it is. */
export const platform = {
  listRegions: op({
    method: 'GET',
    path: '/api/v1/operator/regions',
    summary: 'Regions and their health',
    caller: 'operator',
    reply: z.object({
      items: z.array(RegionHealth),
      control: z.object({
        clockSkewMs: z.number(),
        certificate: ServerCertificate.nullable(),
        /** Null where no backups are tried by this server. */
        backup: BackupCheck.nullable(),
      }),
    }),
  }),
  reconcileFootage: op({
    method: 'POST',
    path: '/api/v1/operator/regions/:region/reconciliation',
    summary: 'Look now whether index and store of a region’s footage agree, and repair what does not',
    caller: 'operator',
    params: z.object({ region: Region }),
    reply: z.object({}),
  }),
  changeRegion: op({
    method: 'PATCH',
    path: '/api/v1/operator/regions/:region',
    summary:
      'How long cameras of a region are asked to make the segments of continuous footage; they hear it within the hour',
    caller: 'operator',
    params: z.object({ region: Region }),
    body: z.object({ segmentSeconds: SegmentSeconds }),
    reply: z.object({ segmentSeconds: SegmentSeconds }),
  }),
  getKeyRings: op({
    method: 'GET',
    path: '/api/v1/operator/key-rings',
    summary: 'Which master keys each process has, the one that wraps first; null where a region does not answer',
    caller: 'operator',
    reply: z.object({ planes: z.array(z.object({ plane: PlaneName, keyRings: z.array(KeyRing).nullable() })) }),
  }),
  rewrapSecrets: op({
    method: 'POST',
    path: '/api/v1/operator/master-key/rewrap',
    summary: 'Wrap every secret by the master key that wraps now, in all regions; repeated, what is left',
    caller: 'operator',
    reply: z.object({ planes: z.array(z.object({ plane: PlaneName, ...Rewrapped.shape })) }),
  }),
  listMakers: op({
    method: 'GET',
    path: '/api/v1/operator/makers',
    summary: 'Maker accounts, newest first',
    caller: 'operator',
    query: z.object({
      ...pageQuery,
      search: z.string().max(80).optional(),
      /** Only those to whom something is due. */
      due: z.stringbool().optional(),
    }),
    reply: page(Maker),
  }),
  listOwners: op({
    method: 'GET',
    path: '/api/v1/operator/owners',
    summary: 'App accounts by name, e-mail or phone number, from all regions, newest first',
    caller: 'operator',
    query: z.object({ ...pageQuery, search: z.string().trim().min(2).max(120) }),
    reply: page(OwnerForOperator).extend({ unreachable: z.array(Region) }),
  }),
  createResetLink: op({
    method: 'POST',
    path: '/api/v1/operator/reset-links',
    summary:
      'A one-time link that sets the password of a login: an owner’s in a region, a maker’s or an operator’s without',
    caller: 'operator',
    body: z.object({
      login: z.string().trim().min(3).max(120),
      region: Region.optional(),
      /** Of whoever asks; a program with an API key has none. */
      password: password.optional(),
      code,
    }),
    reply: z.object({ url: z.string(), expiresAt: Instant }),
    status: 201,
  }),
  removeSecondFactorOf: op({
    method: 'POST',
    path: '/api/v1/operator/second-factors/remove',
    summary: 'Take the second factor from a maker’s or operator’s user who lost it',
    caller: 'operator',
    body: z.object({
      login: z.string().trim().min(3).max(120),
      /** Of whoever asks. */
      password,
      code,
    }),
    reply: z.object({}),
  }),
  suspendOwner: op({
    method: 'PUT',
    path: '/api/v1/operator/owners/:region/:ownerId/suspension',
    summary: 'Suspend an app account or lift its suspension: its devices stop recording within 10 s',
    caller: 'operator',
    params: z.object({ region: Region, ownerId: OwnerId }),
    body: z.object({ suspended: z.boolean(), reason: z.string().trim().min(1).max(400) }),
    reply: z.object({}),
  }),
};
