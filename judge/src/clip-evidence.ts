import type { EventDeclaration, Finding } from '@kaitong/contract/checks';
import type { ClipInput, InspectedObject } from '@kaitong/media';
import type { DecodeOutcome, SnapshotOutcome } from './judge.ts';
import type { Arrival } from './rate/course.ts';

/** An object with what both levels found in it. */
export type JudgedObject = InspectedObject & {
  /** Of a segment that `isWorthDecoding`; null otherwise. */
  decoded: DecodeOutcome | null;
  /** Of a snapshot that level 1 could read; null otherwise. */
  picture: SnapshotOutcome | null;
};

export type ClipEvidence = {
  event: EventDeclaration;
  /** Every object of the event that was committed, in any order. */
  objects: readonly JudgedObject[];
  /** What the protocol saw: `flow.*`, `time.clock`, objects that never came. */
  findings?: readonly Finding[];
  expectations?: ClipInput['expectations'];
  /** How the clip came to the platform; left out for files at the desk. */
  arrival?: Arrival;
  /** Someone was asked to move in front of the camera: a picture without motion is then an error. */
  waveAsked: boolean;
  /** False: the event carries another run's nonce, or none. Null: there is no run. */
  nonceMatches: boolean | null;
  /** Those of `fingerprintsOf(objects)` that earlier uploads had. */
  seenFingerprints: ReadonlySet<string>;
};
