import { checks, type Finding, finding } from '@kaitong/contract/checks';
import { clipTimeOf } from '@kaitong/media';
import type { JudgedObject } from '../clip-evidence.ts';
import type { SoundReport } from '../decode/sound-report.ts';

/** From this share of the frames on nobody understands the sound. */
const UNINTELLIGIBLE = 0.1;
/** Of the clip; a noise gate is silent for less. */
const SILENT_SHARE = 0.9;

/** `audio.decode`, `audio.silent` and `audio.clipped`, over all segments of the clip. */
export function checkSound(objects: readonly JudgedObject[]): Finding[] {
  return [...checkFrames(objects), ...checkLevels(objects)];
}

const soundOf = ({ decoded }: JudgedObject): SoundReport | null =>
  decoded?.is === 'report' ? (decoded.report.sound ?? null) : null;

function checkFrames(objects: readonly JudgedObject[]): Finding[] {
  let frames = 0;
  let failed = 0;
  let first: JudgedObject | undefined;
  for (const judged of [...objects].sort((a, b) => a.object.n - b.object.n)) {
    const sound = soundOf(judged);
    frames += sound?.frames ?? 0;
    failed += sound?.failed ?? 0;
    if (sound && sound.failed > 0 && !first) {
      first = judged;
    }
  }
  if (!first || failed <= checks['audio.decode'].limit) return [];
  const { n, kind } = first.object;
  const { firstFailed, failure } = soundOf(first) ?? {};
  const params: Finding['params'] = {
    frames,
    ...(failed === frames ? { which: 'all' } : {}),
    ...(firstFailed == null ? {} : { first: firstFailed }),
    ...(failure?.log == null ? {} : { log: failure.log }),
  };
  const severity = failed >= frames * UNINTELLIGIBLE ? 'error' : 'warning';
  const place = { object: n, kind, offset: failure?.offset ?? null, atMs: timeOf(objects, first) };
  return [finding('audio.decode', { severity, measured: failed, ...place, params })];
}

/** When the first frame that failed is heard, from the clip's first picture on; null: one of both is not known. */
function timeOf(objects: readonly JudgedObject[], failed: JudgedObject): number | null {
  const { video } = failed.inspection.facts;
  const ms = soundOf(failed)?.failure?.ms ?? null;
  const begins = clipTimeOf(objects, failed.object.n, 0);
  if (ms === null || begins === null || video === null || video.firstDts === null) return null;
  const own = ms - video.firstDts;
  // FFmpeg and level 1 may have taken another turn of the clock for the first one.
  const turns = video.wrapMs === null ? 0 : Math.round(own / video.wrapMs) * video.wrapMs;
  return Math.max(0, Math.round(begins + own - turns));
}

function checkLevels(objects: readonly JudgedObject[]): Finding[] {
  const sum = { ms: 0, equalMs: 0, seconds: 0, clippedSeconds: 0 };
  for (const judged of objects) {
    // G.711 is levelled by level 1.
    const levels = soundOf(judged)?.levels ?? judged.inspection.facts.audio?.levels;
    if (!levels) continue;
    sum.ms += levels.ms;
    sum.equalMs += levels.equalMs;
    sum.seconds += levels.seconds;
    sum.clippedSeconds += levels.clippedSeconds;
  }
  const found: Finding[] = [];
  if (sum.equalMs >= checks['audio.silent'].limit && sum.equalMs >= sum.ms * SILENT_SHARE)
    found.push(finding('audio.silent', { measured: sum.equalMs }));
  const percent = sum.seconds === 0 ? 0 : (sum.clippedSeconds * 100) / sum.seconds;
  if (percent > checks['audio.clipped'].limit) found.push(finding('audio.clipped', { measured: Math.round(percent) }));
  return found;
}
