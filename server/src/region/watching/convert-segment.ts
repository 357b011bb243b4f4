import { isRefusal, type Refusal, refusal } from '@kaitong/contract';
import type { RegionContext } from '../context.ts';
import { FootageMissing, type OwnedRecording, openFootageObjects } from './footage-objects.ts';

/**
 * One segment as MPEG-TS with H.264, made when it is asked for and kept nowhere: a player asks for each once, and a seek
 * back costs no more than the first time. It leaves us unencrypted, over the connection of whoever may watch it.
 */
export async function convertSegment(
  context: RegionContext,
  found: OwnedRecording,
  n: number,
  signal: AbortSignal,
): Promise<Uint8Array | Refusal> {
  const footage = await openFootageObjects(context, found);
  if (isRefusal(footage)) return footage;
  const segment = footage.segments.find((one) => one.n === n);
  if (!segment) return refusal('not_found');
  const { container, codec } = found.recording.declaration;
  try {
    const bytes = await footage.readOne(segment.object);
    if (container === 'ts' && codec === 'h264') return bytes;
    const init = await footage.readInit(segment);
    const made = await context.judge.convert(
      {
        parts: init ? [init, bytes] : [bytes],
        container: container === 'ts' ? 'ts' : 'mp4',
        durationMs: segment.durationMs,
      },
      { signal },
    );
    return made.is === 'converted' ? made.bytes : refusal('conversion_unavailable');
  } catch (error) {
    if (error instanceof FootageMissing) return refusal('footage_gone');
    if (signal.aborted) return refusal('playback_ended'); // nobody is left to answer
    throw error;
  }
}
