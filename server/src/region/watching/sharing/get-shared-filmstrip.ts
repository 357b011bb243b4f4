import { type footage, isRefusal, type Parsed, type Refusal, type Reply } from '@kaitong/contract';
import type { RegionContext } from '../../context.ts';
import { endOf } from '../../footage/find-recording.ts';
import { findFilmstrip } from '../filmstrips.ts';
import { findSession } from '../sessions.ts';
import { listWatched, openWatched } from '../watched.ts';

/** Small pictures around a moment of what stands behind a link. */
export async function getSharedFilmstrip(
  context: RegionContext,
  { params: { token }, query }: Parsed<typeof footage.getSharedFilmstrip>,
): Promise<Reply<typeof footage.getSharedFilmstrip> | Refusal> {
  const session = await findSession(context, token, ['share', 'visit']);
  if (isRefusal(session)) return session;
  const watched = await openWatched(context, session);
  if (isRefusal(watched)) return watched;
  const at = new Date(query.at);
  const recordings = await listWatched(context, watched);
  const those = recordings.filter((one) => one.started_at <= at && endOf(one) > at);
  const found = await findFilmstrip(context, watched.device, those, at);
  if (isRefusal(found) || !found.filmstrip) return found;
  const { span_from, span_to } = session;
  // A strip is whole: one that shows more than was shared is not shown.
  const isWithin =
    new Date(found.filmstrip.from) >= (span_from ?? at) && new Date(found.filmstrip.to) <= (span_to ?? at);
  return span_from === null || isWithin ? found : { filmstrip: null, isComing: false };
}
