import { type Finding, finding } from '@kaitong/contract/checks';

/** Footage that shares this part of its key frames with an earlier upload is that upload: a pre-record may overlap. */
const REPLAYED_SHARE = 0.5;

/** What `seen` of a clip's key frames say that an earlier upload has shown, by their fingerprints. */
export function findReplay({ seen, keyFrames }: { seen: number; keyFrames: number }): Finding[] {
  if (seen === 0 || seen / keyFrames < REPLAYED_SHARE) return [];
  return [finding('replay', { measured: 'fingerprint', params: { seen, keyFrames } })];
}
