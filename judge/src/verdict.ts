import { createHash } from 'node:crypto';
import { type ClipRate, type Finding, finding, type PictureSecond, RULES_VERSION } from '@kaitong/contract/checks';
import { type ClipInput, type InspectedObject, inspectClip, placeInClip } from '@kaitong/media';
import type { ClipEvidence, JudgedObject } from './clip-evidence.ts';
import type { Level2Engine } from './decode/report.ts';
import { checkDecoding } from './findings/decoding.ts';
import { withMissingLines } from './findings/missing-lines.ts';
import { inCausalOrder } from './findings/order.ts';
import { checkPictures } from './findings/pictures.ts';
import { findReplay } from './findings/replay.ts';
import { checkSnapshots } from './findings/snapshots.ts';
import { checkSound } from './findings/sound.ts';
import { clipPictures } from './pictures/clip-pictures.ts';
import { pictureSeconds } from './pictures/picture-seconds.ts';
import { courseOf } from './rate/clip-course.ts';
import { judgeRate } from './rate/judge-rate.ts';

export type Verdict = {
  /** `undecided`: nothing is wrong as far as level 1 sees, but there is no level 2. It is never a pass. */
  outcome: 'pass' | 'pass_with_warnings' | 'fail' | 'undecided';
  /** Errors first; among them headlines before what follows from them, which says so by `because`. */
  findings: Finding[];
  /** How fast time runs in it against the real world, or why that cannot be said. */
  rate: ClipRate;
  rules: number;
  level2: Level2Engine | null;
  /** SHA-256 over the clip's key frames; null when it has none. */
  fingerprint: string | null;
  /** What the clip shows, second by second; of what level 2 did not decode there is none. */
  pictures: PictureSecond[];
};

/**
 * The verdict on a clip from both levels. Throws when a segment that could be decoded was not: a clip must not pass
 * because a caller forgot something.
 */
export function judgeClip(evidence: ClipEvidence): Verdict {
  const { event, objects, expectations, waveAsked } = evidence;
  const fingerprints = fingerprintsOf(objects);
  const pictures = clipPictures(objects);
  const seconds = pictureSeconds(pictures);
  const clip: ClipInput = expectations ? { event, objects, expectations } : { event, objects };
  const byObject = objects.flatMap(({ inspection }) => inspection.findings);
  const byClip = [
    ...withMissingOnce(evidence.findings ?? [], inspectClip(clip)),
    ...checkDecoding(objects),
    ...checkSound(objects),
    ...checkPictures({ objects, pictures, seconds, waveAsked }),
    ...checkSnapshots(objects),
    ...checkReplay(evidence, fingerprints),
  ];
  const course = courseOf(objects, [...byObject, ...byClip], evidence.arrival ?? null);
  const { rate, finding: speed } = judgeRate(course);
  if (speed) byClip.push(speed);
  const damaged = new Set(byClip.flatMap(({ code, object }) => (code === 'decode.errors' ? [object] : [])));
  /** A length that is too small is nothing to most players: an error where a decoder trips over it. */
  const asSeen = (one: Finding): Finding =>
    one.code === 'ts.pes_short' && one.params.why === 'length' && damaged.has(one.object)
      ? { ...one, severity: 'error' }
      : one;
  const placed = placeInClip(objects, { byObject, byClip });
  const found = inCausalOrder(withMissingLines(placed.map(asSeen), objects));
  const failed = found.some(({ severity }) => severity === 'error');
  const level2 = engineOf(objects);
  return {
    outcome: failed ? 'fail' : level2 === null ? 'undecided' : found.length > 0 ? 'pass_with_warnings' : 'pass',
    findings: found,
    rate,
    rules: RULES_VERSION,
    level2,
    fingerprint: fingerprints.length === 0 ? null : createHash('sha256').update(fingerprints.join()).digest('hex'),
    pictures: seconds,
  };
}

/** Who saw the upload knows best which numbers have no object; what the footage shows there stands with it. */
function withMissingOnce(known: readonly Finding[], found: readonly Finding[]): Finding[] {
  const isMissing = ({ code }: Finding): boolean => code === 'flow.segment_missing';
  const seen = found.find(isMissing);
  if (!seen || !known.some(isMissing)) return [...known, ...found];
  const told = known.map((one) => {
    const isSame = isMissing(one) && one.measured === seen.measured;
    return isSame ? { ...one, params: { ...seen.params, ...one.params } } : one;
  });
  return [...told, ...found.filter((one) => !isMissing(one))];
}

/** One per key frame, in order; to be stored, and looked up for `seenFingerprints`, before the clip is judged. */
export function fingerprintsOf(objects: readonly InspectedObject[]): string[] {
  return [...objects]
    .sort((a, b) => a.object.n - b.object.n)
    .flatMap(({ inspection }) => inspection.facts.video?.fingerprints ?? []);
}

function checkReplay({ nonceMatches, seenFingerprints }: ClipEvidence, fingerprints: readonly string[]): Finding[] {
  if (nonceMatches === false) return [finding('replay', { measured: 'nonce' })];
  const seen = fingerprints.filter((fingerprint) => seenFingerprints.has(fingerprint)).length;
  return findReplay({ seen, keyFrames: fingerprints.length });
}

function engineOf(objects: readonly JudgedObject[]): Level2Engine | null {
  for (const { decoded } of objects) if (decoded?.is === 'report') return decoded.report.engine;
  return null;
}
