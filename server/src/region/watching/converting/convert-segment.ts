import { isRefusal, milliseconds, type Refusal, refusal, seconds } from '@kaitong/contract';
import { limits } from '@kaitong/contract/limits';
import type { RegionContext } from '../../context.ts';
import { FootageMissing, type FootageObjects, type OwnedRecording, openFootageObjects } from '../footage-objects.ts';
import { listenFor } from '../listen-for.ts';
import { boundOf, isOfLink, type Session } from '../sessions.ts';
import type { TimedSegment } from '../timed-segments.ts';
import { keyOfConverted, readConverted } from './kept.ts';
import { CONVERSION_MOVED, claim, findPlace, leave, queued } from './line.ts';
import { type Made, makeConverted } from './make-converted.ts';

/** How long a request waits; players give up on one that says nothing for 10 s. */
const LONGEST_WAIT = seconds(8);
/** A notification is lost with the process that should have sent it. */
const LOOK_EVERY = seconds(2);

/** What this process converts, so that who asked here is given it even where nothing can be kept. */
const underWay = new WeakMap<RegionContext['db'], Map<string, Promise<Made>>>();

/**
 * One segment as MPEG-TS with H.264. It is converted once for all that ask for it, in whatever process, and kept for those
 * who come later. Who waits for longer than a request may is told how many go before, and asks again. It leaves us unencrypted,
 * over the connection of whoever may watch it.
 */
export async function convertSegment(
  context: RegionContext,
  { found, session, n }: { found: OwnedRecording; session: Session; n: number },
  signal: AbortSignal,
): Promise<Uint8Array | Refusal> {
  const { recording } = found;
  const { container, codec } = recording.declaration;
  const key = keyOfConverted(recording, n);
  try {
    const footage = await openFootageObjects(context, found);
    if (isRefusal(footage)) return footage;
    const segment = footage.segments.find((one) => one.n === n);
    if (!segment) return refusal('not_found');
    if (container === 'ts' && codec === 'h264') return await footage.readOne(segment.object);
    const kept = await readConverted(context, recording, key);
    if (kept) return kept;
    if (!context.judge.canConvert()) return refusal('conversion_unavailable');
    return await waitFor(context, { found, session, key, footage, segment }, signal);
  } catch (error) {
    if (error instanceof FootageMissing) return refusal('footage_gone');
    throw error;
  }
}

type Asked = {
  found: OwnedRecording;
  session: Session;
  key: string;
  footage: FootageObjects;
  segment: TimedSegment;
};

async function waitFor(context: RegionContext, asked: Asked, signal: AbortSignal): Promise<Uint8Array | Refusal> {
  const { key, found } = asked;
  const givesUpAt = performance.now() + LONGEST_WAIT;
  const news = listenFor<string>(context, CONVERSION_MOVED, signal);
  try {
    // What was under way here when it was last looked at: it may end, and be forgotten, between two looks.
    let own: Promise<Made> | undefined;
    for (;;) {
      let queue = queued(0);
      const place = await findPlace(context, key);
      if (place.is === 'failed') return refusal('conversion_unavailable');
      if (place.is === 'none') {
        const ended = answerOf(await own, queue);
        if (ended) return ended;
        own = undefined;
        const kept = await readConverted(context, found.recording, key);
        if (kept) return kept;
        const refused = await takeOn(context, asked);
        if (refused && refused.code !== queue.code) return refused;
        if (refused) queue = refused; // there may be a place soon
      } else queue = queued(place.before);
      const left = givesUpAt - performance.now();
      if (signal.aborted) return refusal('playback_ended'); // nobody is left to answer
      if (left <= 0) return queue;
      own ??= underWay.get(context.db)?.get(key);
      const moved = news.next(milliseconds(Math.min(left, LOOK_EVERY)));
      const answer = answerOf(await (own === undefined ? moved : Promise.race([own, moved])), queue);
      if (answer) return answer;
    }
  } finally {
    news.stop();
  }
}

/** What is answered to whoever waited for it; `undefined`: nothing yet. */
function answerOf(made: Made | undefined, queue: Refusal): Uint8Array | Refusal | undefined {
  if (made?.is === 'made') return made.bytes;
  if (made?.is === 'gone') return refusal('footage_gone');
  return made?.is === 'busy' ? queue : undefined;
}

/** Has this process convert it, unless another one is about to. */
async function takeOn(context: RegionContext, { found, session, key, footage, segment }: Asked) {
  const claimed = await claim(context, { key, session });
  if (claimed === 'held' || isRefusal(claimed)) return claimed === 'held' ? undefined : claimed;
  const refused = await takeSeconds(context, session, segment);
  if (refused) {
    await leave(context, claimed, false);
    return refused;
  }
  const all = underWay.get(context.db) ?? new Map<string, Promise<Made>>();
  underWay.set(context.db, all);
  const work = makeConverted(context, { claimed, recording: found.recording, footage, segment });
  all.set(key, work);
  void work.finally(() => all.get(key) === work && all.delete(key));
  return undefined;
}

/** Of a link that was given away, whoever has it now. */
async function takeSeconds(
  { quotas, limits: own }: RegionContext,
  session: Session,
  { durationMs }: TimedSegment,
): Promise<Refusal | undefined> {
  if (!isOfLink(session)) return undefined;
  const amount = Math.ceil(durationMs / seconds(1));
  const taken = await quotas.take(`conversions share ${boundOf(session)}`, amount, own.conversionsPerShare);
  if (taken.ok) return undefined;
  return refusal(limits.region.conversionsPerShare.code, { seconds: Math.ceil(taken.retryAfterMs / 1000) });
}
