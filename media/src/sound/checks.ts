import type { Finding } from '@kaitong/contract/checks';
import type { FindingList } from '../finding-list.ts';
import { stampsOf } from '../timeline/stamps-told.ts';
import { AAC_RATES } from './audio-configuration.ts';
import type { SoundContext } from './context.ts';
import { findJump } from './jumps.ts';
import { checkRate, fittingRate, isOtherG711, PLAYED } from './rates.ts';
import type { Run } from './runs.ts';
import { JUMP_MS, type SoundBreak, type SoundTiming } from './sound-timing.ts';
import type { SoundTrack } from './sound-track.ts';

/** The sound of one object: whether its stamps go on as sound does, and its rate. */
export function checkSound(track: SoundTrack, timing: SoundTiming, context: SoundContext, findings: FindingList): void {
  const isOtherRate = checkRate(track, timing, context, findings);
  const { stamps } = track;
  const start = context.pictures?.firstDts ?? stamps[0]?.pts ?? 0;
  const place = (index: number) => ({
    offset: stamps[index]?.offset ?? null,
    atMs: Math.max(0, Math.round((stamps[Math.max(0, index - 1)]?.pts ?? start) - start)),
  });
  const [back] = timing.stepsBack;
  if (back)
    findings.add('audio.backwards', {
      measured: Math.round(back.ms),
      ...place(back.index),
      params: { count: timing.stepsBack.length },
    });
  const jump = findJump(track, timing, context);
  const [longest] = [...timing.gaps].sort((a, b) => b.ms - a.ms);
  const gap = jump ?? longest;
  if (gap)
    findings.add('audio.gap', {
      ...(jump ? ({ severity: 'error', limit: JUMP_MS } as const) : ({ severity: 'warning' } as const)),
      measured: Math.round(gap.ms),
      ...place(gap.index),
      params: {
        count: timing.gaps.length,
        ...(timing.gaps.length > 1 ? { more: timing.gaps.length - 1 } : {}),
        ...toldGap(track, gap),
        ...(context.inMp4 || findings.has('ts.continuity', 'ts.sync') ? {} : { counter: 'goes_on' }),
      },
    });
  const { drift } = timing;
  if (drift && !(isOtherRate || (isTelephone(context) && isOtherG711(drift))))
    findings.add('audio.time', {
      measured: Math.round(drift.stampedMs),
      limit: Math.round(drift.countedMs),
      ...place(drift.index),
      params: toldDrift(drift, context),
    });
}

/** The stamps on both sides, and how many frames would fill the hole. */
function toldGap({ stamps, unit }: SoundTrack, { index, ms }: SoundBreak): Finding['params'] {
  const [before, behind] = [stamps[index - 1], stamps[index]];
  if (!before || !behind) return {};
  return {
    ...stampsOf({ stamp: behind.pts, before: before.pts, due: behind.pts - ms }),
    lastOffset: before.offset,
    ...(unit?.of === 'frame' ? { frames: Math.round(ms / unit.ms) } : {}),
  };
}

const isTelephone = ({ codec, inMp4 }: SoundContext): boolean => !inMp4 && codec.startsWith('g711');

/** What players go by stands in each ADTS header, and the encoder knows better: which of both is wrong, the stamps tell. */
function toldDrift(drift: Run, { codec, sampleRate, inMp4 }: SoundContext): Finding['params'] {
  if (drift.stampedMs < drift.countedMs * STILL) return { why: 'still' };
  if (codec !== 'aac' || sampleRate === null) return {};
  const other = inMp4 ? null : fittingRate(sampleRate, drift);
  if (other === null || !PLAYED.has(other)) return { rateHz: sampleRate };
  const [old, right] = [sampleRate, other].map((rate) => AAC_RATES.indexOf(rate));
  return { why: 'header', rateHz: sampleRate, fitsHz: other, old: old ?? '?', new: right ?? '?' };
}

/** Of the time; no factor is so large that anybody counts by it. */
const STILL = 0.01;
