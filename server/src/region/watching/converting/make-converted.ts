import type { RegionContext } from '../../context.ts';
import type { Recording } from '../../footage/find-recording.ts';
import { FootageMissing, type FootageObjects } from '../footage-objects.ts';
import { listenFor } from '../listen-for.ts';
import type { TimedSegment } from '../timed-segments.ts';
import { keepConverted } from './kept.ts';
import { begin, type Claim, CONVERSION_MOVED, leave, SAID_EVERY, sayAlive } from './line.ts';

/** `busy`: the machine has no time for it now. `left`: nobody waits for it any more, or another process does it. */
export type Made = { is: 'made'; bytes: Uint8Array } | { is: 'failed' | 'gone' | 'busy' | 'left' };

type Work = { claimed: Claim; recording: Recording; footage: FootageObjects; segment: TimedSegment };

/** Converts what was claimed when its turn comes, and keeps it. Never rejects. */
export async function makeConverted(context: RegionContext, work: Work): Promise<Made> {
  const { claimed } = work;
  const lost = new AbortController();
  const saying = setInterval(() => {
    sayAlive(context, claimed).then(
      (isOurs) => isOurs || lost.abort(new Error('nobody waits for it')),
      () => {}, // said again soon; a database that stays away has others take it over
    );
  }, SAID_EVERY).unref();
  let made: Made = { is: 'left' };
  try {
    if (await isTurn(context, claimed, lost.signal)) made = await make(context, work, lost.signal);
  } catch (err) {
    if (err instanceof FootageMissing) made = { is: 'gone' };
    else if (!lost.signal.aborted) made = tellFailed(context, claimed, err);
  } finally {
    clearInterval(saying);
    // Where that fails it is given up by itself.
    await leave(context, claimed, made.is === 'failed').catch(() => {});
  }
  return made;
}

/** Not of the footage, which is tried again. */
function tellFailed({ judge, log, region }: RegionContext, { key }: Claim, err: unknown): Made {
  if (!judge.isClosed) log.warn({ err, region, key }, 'footage.conversion_failed');
  return { is: 'busy' };
}

async function isTurn(context: RegionContext, claimed: Claim, signal: AbortSignal): Promise<boolean> {
  const news = listenFor<string>(context, CONVERSION_MOVED, signal);
  try {
    while (!signal.aborted) {
      if (await begin(context, claimed)) return true;
      await news.next(SAID_EVERY);
    }
    return false;
  } finally {
    news.stop();
  }
}

async function make(
  context: RegionContext,
  { claimed, recording, footage, segment }: Work,
  signal: AbortSignal,
): Promise<Made> {
  const init = await footage.readInit(segment);
  const bytes = await footage.readOne(segment.object);
  const container = recording.declaration.container === 'ts' ? 'ts' : 'mp4';
  const { durationMs } = segment;
  const made = await context.judge.convert(
    { parts: init ? [init, bytes] : [bytes], container, durationMs },
    { signal },
  );
  if (made.is !== 'converted') return { is: made.is === 'busy' ? 'busy' : 'failed' };
  const kept = { recording, key: claimed.key, bytes: made.bytes };
  await keepConverted(context, kept).catch((err: unknown) => tellFailed(context, claimed, err));
  return { is: 'made', bytes: made.bytes };
}
