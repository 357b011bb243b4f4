import { checks, type Finding, finding } from '@kaitong/contract/checks';
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
  let firstFailed: number | null = null;
  for (const judged of [...objects].sort((a, b) => a.object.n - b.object.n)) {
    const sound = soundOf(judged);
    frames += sound?.frames ?? 0;
    failed += sound?.failed ?? 0;
    if (sound && sound.failed > 0 && !first) {
      first = judged;
      firstFailed = sound.firstFailed;
    }
  }
  if (!first || failed <= checks['audio.decode'].limit) return [];
  const { n, kind } = first.object;
  const params: Finding['params'] = { frames, ...(firstFailed === null ? {} : { first: firstFailed }) };
  const severity = failed >= frames * UNINTELLIGIBLE ? 'error' : 'warning';
  return [finding('audio.decode', { severity, measured: failed, object: n, kind, params })];
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
