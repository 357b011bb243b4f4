import type { InspectedObject } from '../facts.ts';
import type { FindingList } from '../finding-list.ts';

/** A shorter segment may lie between two packets: muxers collect sound of low rates for a second and a half. */
const LEAST_MS = 2000;

/**
 * Reports sound that PMT, `moov` or an earlier segment announce and that does not come: of the whole clip, else the
 * first segment without. Whether there is such.
 */
export function checkAbsence(
  objects: readonly InspectedObject[],
  segments: readonly InspectedObject[],
  findings: FindingList,
): boolean {
  const read = segments.filter(({ inspection: { facts } }) => facts.readable && facts.video && facts.video.frames > 0);
  let isAnnounced = objects.some(({ inspection }) =>
    inspection.facts.init?.tracks.some(({ kind }) => kind === 'audio'),
  );
  const silent = read.filter((segment) => {
    isAnnounced ||= segment.inspection.facts.audio !== null;
    return isAnnounced && !hasSound(segment) && !isDamaged(segment);
  });
  const among = read.find((segment) => !hasSound(segment) && segment.inspection.facts.soundAmongPictures !== undefined);
  if (among) {
    const { object, inspection } = among;
    const offset = inspection.facts.soundAmongPictures ?? null;
    findings.add('audio.absent', { measured: 'among_pictures', object: object.n, kind: object.kind, offset });
    return true;
  }
  if (silent.length === 0) return false;
  if (silent.length === read.length) {
    findings.add('audio.absent', { measured: 'clip' });
    return true;
  }
  const first = silent.find(({ inspection }) => (inspection.facts.video?.durationMs ?? 0) >= LEAST_MS);
  if (first) findings.add('audio.absent', { measured: 'segment', object: first.object.n, kind: 'segment' });
  return first !== undefined;
}

const hasSound = ({ inspection }: InspectedObject): boolean => (inspection.facts.audio?.units ?? 0) > 0;

/**
 * Sound that was lost on the way, or cannot be found in its packets, has a finding that says why. A table that names a wrong
 * codec of the pictures hides no packet.
 */
const isDamaged = ({ inspection }: InspectedObject): boolean =>
  inspection.findings.some(
    ({ code, severity }) => severity === 'error' && /^(?:audio|ts|mp4|obj)\./.test(code) && code !== 'ts.stream_type',
  );
