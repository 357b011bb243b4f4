import { INGEST_TOKEN_PREFIX, isRefusal, type Refusal, refusal } from '@kaitong/contract';
import { decideOpening } from '@kaitong/core';
import { sql } from 'kysely';
import type { PushCaller } from '../../callers.ts';
import { hashToken } from '../../secrets/tokens.ts';
import type { RegionContext } from '../context.ts';
import { takeCall } from '../quotas/take-quota.ts';
import { findRecordingFacts } from '../recording/recording-facts.ts';
import { refusalOf } from '../recording/refusal-of.ts';

/**
 * Whose footage a push is, from its address and its header alone, and whether any may be recorded now: asked before the
 * body is read, and again by the calls that keep it.
 */
export async function authenticatePush(
  context: RegionContext,
  { place, bearer }: { place: string; bearer: string | undefined },
): Promise<PushCaller | Refusal> {
  const isTokenInUrl = place.startsWith(INGEST_TOKEN_PREFIX);
  if (isTokenInUrl && !context.pushes.tokenInUrl) return refusal('ingest_token_in_url');
  const caller = await findCaller(context, isTokenInUrl ? place : bearer);
  if (!caller || (!isTokenInUrl && caller.deviceId !== place)) return refusal('ingest_token_invalid');
  const pushing = await findPushing(context, caller);
  if (isRefusal(pushing)) return pushing;
  return (await takeCall(context, pushing)) ?? pushing;
}

/** Who sent it, as the token says. */
type Tool = Omit<PushCaller, 'pid'>;

async function findCaller({ db }: RegionContext, token: string | undefined): Promise<Tool | undefined> {
  if (token === undefined) return undefined;
  const row = await db
    .selectFrom('ingest_token')
    .select(['id', 'device_id', 'owner_id'])
    .where('token_hash', '=', hashToken(token))
    .executeTakeFirst();
  if (!row) return undefined;
  // To the minute: a stream comes by every few seconds.
  await db
    .updateTable('ingest_token')
    .set({ last_used_at: sql<Date>`kaitong_now()` })
    .where('id', '=', row.id)
    .where(sql<boolean>`(last_used_at IS NULL OR last_used_at < kaitong_now() - interval '1 minute')`)
    .execute();
  return { tokenId: row.id, deviceId: row.device_id, ownerId: row.owner_id };
}

async function findPushing({ db }: RegionContext, tool: Tool): Promise<PushCaller | Refusal> {
  const facts = await findRecordingFacts(db, tool.deviceId);
  if (!facts || facts.ownerId !== tool.ownerId) return refusal('device_removed');
  const now = facts.now.getTime();
  const decided = decideOpening(facts, { recording: 'event', recordedAt: now, happenedAt: now }, now);
  return 'refused' in decided ? refusalOf(decided.refused, {}) : { ...tool, pid: facts.pid };
}
