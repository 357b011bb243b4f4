import { type footage, isRefusal, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { RegionContext } from '../../context.ts';
import { addressOf } from '../addresses.ts';
import { countBefore } from '../converting/line.ts';
import { findSession, type Session } from '../sessions.ts';
import { listWatched, openWatched, type Watched } from '../watched.ts';

type Shared = Reply<typeof footage.getSharedFootage>;

/** What stands behind a link, for the page that plays it. An owner's own playback is no link: its address says nothing. */
export async function getSharedFootage(
  context: RegionContext,
  { params: { token }, query: { codec } }: Parsed<typeof footage.getSharedFootage>,
): Promise<Shared | Refusal> {
  const session = await findSession(context, token, ['share', 'visit']);
  if (isRefusal(session)) return session;
  const watched = await openWatched(context, session);
  return isRefusal(watched) ? watched : await describeShared(context, watched, { token, codec });
}

/** @param token by which it is played */
export async function describeShared(
  context: RegionContext,
  watched: Watched,
  { token, codec }: { token: string; codec: Session['codec'] },
): Promise<Shared | Refusal> {
  const { session } = watched;
  const recordings = await listWatched(context, watched);
  const [first] = recordings;
  if (!first) return refusal('footage_gone');
  const isH265 = recordings.some(({ declaration }) => declaration.codec === 'h265');
  const isConverted = codec === 'h264' && isH265;
  if (isConverted && !context.judge.canConvert()) return refusal('conversion_unavailable');
  const { span_from: from, span_to: to } = session;
  return {
    ...addressOf(context, token, first, isConverted ? { ...session, codec } : session),
    expiresAt: (await findEnd(context, session)).toISOString(),
    type: first.type as Shared['type'],
    cut: from && to ? { from: from.toISOString(), to: to.toISOString() } : null,
    startedAt: (from ?? first.started_at).toISOString(),
    happenedAt: (from ?? first.happened_at).toISOString(),
    durationMs: from && to ? to.getTime() - from.getTime() : first.duration_ms,
    codec: isH265 && !isConverted ? 'h265' : 'h264',
    transcoded: isConverted,
    conversionsBefore: isConverted ? await countBefore(context) : 0,
  };
}

/** When the link ends. A visit itself ends earlier, but goes on for as long as something is asked of it. */
async function findEnd({ db }: RegionContext, { share_id, expires_at }: Session): Promise<Date> {
  if (share_id === null) return expires_at;
  const link = await db
    .selectFrom('playback')
    .select('expires_at')
    .where('id', '=', share_id)
    .executeTakeFirstOrThrow();
  return link.expires_at;
}
