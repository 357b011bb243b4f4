import {
  type DeviceId,
  INGEST_TOKEN_PREFIX,
  type ingest,
  isRefusal,
  type OwnerId,
  type Parsed,
  pushPath,
  type Refusal,
  type Reply,
  refusal,
} from '@kaitong/contract';
import type { Selectable } from 'kysely';
import type { OwnerCaller } from '../../callers.ts';
import { randomId } from '../../secrets/ids.ts';
import { createToken } from '../../secrets/tokens.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { IngestTokenTable } from '../../store/region/pushes.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { isPaired } from '../devices/authenticate-device.ts';
import { findOwnedDevice } from '../footage/owned-device.ts';

/** One for each tool, and each can be read at a glance. */
const MOST_TOKENS = 10;

/** A token for pushing footage of a device, until it is revoked. It is in this answer only. */
export async function createIngestToken(
  context: RegionContext,
  { ownerId }: OwnerCaller,
  { params: { deviceId }, body: { name } }: Parsed<typeof ingest.createIngestToken>,
): Promise<Reply<typeof ingest.createIngestToken> | Refusal> {
  const { db, limits, log, region } = context;
  if (!(await findOwnedDevice(db, ownerId, deviceId)) || !(await isPaired({ db }, deviceId)))
    return refusal('not_found');
  const tooMany = rateRefusal([await takeRate(db, `ingest-token ${ownerId}`, limits.ingestTokensPerOwner)]);
  if (tooMany) return tooMany;
  const made = await db.transaction().execute(async (trx) => {
    // Of two that are made at once, the second one sees the first.
    await trx.selectFrom('device').select('uuid').where('device_id', '=', deviceId).forUpdate().execute();
    const { count } = await trx
      .selectFrom('ingest_token')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('device_id', '=', deviceId)
      .executeTakeFirstOrThrow();
    if (count >= MOST_TOKENS) return refusal('ingest_tokens_full', { limit: MOST_TOKENS });
    return await addIngestToken(trx, context, { ownerId, deviceId, name });
  });
  if (isRefusal(made)) return made;
  log.info({ region, deviceId, ingestTokenId: made.id }, 'ingest_token.created');
  return made;
}

type Wanted = { ownerId: OwnerId; deviceId: DeviceId; name: string };

/** The token as it is shown, this once. */
export async function addIngestToken(
  trx: RegionTransaction,
  { publicUrl }: Pick<RegionContext, 'publicUrl'>,
  { ownerId, deviceId, name }: Wanted,
): Promise<Reply<typeof ingest.createIngestToken>> {
  const { token, hash } = createToken(INGEST_TOKEN_PREFIX);
  const made = await trx
    .insertInto('ingest_token')
    .values({ id: randomId('it', 18), token_hash: hash, owner_id: ownerId, device_id: deviceId, name })
    .returningAll()
    .executeTakeFirstOrThrow();
  return { ...show(made), token, pushUrl: publicUrl + pushPath(deviceId) };
}

export async function listIngestTokens(
  { db }: RegionContext,
  { ownerId }: OwnerCaller,
  { params: { deviceId } }: Parsed<typeof ingest.listIngestTokens>,
): Promise<Reply<typeof ingest.listIngestTokens> | Refusal> {
  if (!(await findOwnedDevice(db, ownerId, deviceId))) return refusal('not_found');
  const rows = await db
    .selectFrom('ingest_token')
    .selectAll()
    .where('device_id', '=', deviceId)
    .where('owner_id', '=', ownerId)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return { items: rows.map(show) };
}

/** From the next request on it opens nothing; what was pushed with it stays. */
export async function revokeIngestToken(
  { db, log, region }: RegionContext,
  { ownerId }: OwnerCaller,
  { params: { deviceId, id } }: Parsed<typeof ingest.revokeIngestToken>,
): Promise<Reply<typeof ingest.revokeIngestToken> | Refusal> {
  const gone = await db
    .deleteFrom('ingest_token')
    .where('id', '=', id)
    .where('device_id', '=', deviceId)
    .where('owner_id', '=', ownerId)
    .executeTakeFirst();
  if (gone.numDeletedRows === 0n) return refusal('not_found');
  log.info({ region, deviceId, ingestTokenId: id }, 'ingest_token.revoked');
  return {};
}

const show = ({ id, name, created_at, last_used_at }: Selectable<IngestTokenTable>) => ({
  id,
  name,
  createdAt: created_at.toISOString(),
  lastUsedAt: last_used_at?.toISOString() ?? null,
});
