/** When an object of a clip came to the platform. Milliseconds of the platform's clock. */
export type ArrivedObject = {
  n: number;
  /** Its first declaration. */
  declaredAt: number;
  /** Null: not committed. */
  committedAt: number | null;
  /** When its last frame was taken by each of its declarations: its arrival less the age that it says. */
  ends: readonly number[];
};

/** How a clip came to the platform. */
export type Arrival = {
  /** What set the event off: the arrival of its opening less the age that it says. */
  triggeredAt: number;
  /** How far the device's wall clock was ahead of the platform's then; below 0 it was behind, or the opening was held up. */
  skewMs: number;
  /** How much of the footage lies before the trigger; null: the device did not say. */
  preRecordMs: number | null;
  /** The device's line was seen to be gone in the meantime. */
  reconnected: boolean;
  /** Everything of the event, of whatever kind. */
  objects: readonly ArrivedObject[];
};

export type CourseSegment = {
  n: number;
  /** Where it ends on the clip's own time, in milliseconds from the first frame. */
  endMs: number;
  lengthMs: number;
};

/** A stretch of a clip by its picture's time stamps, and the sound that was recorded in it by its sample clock. */
export type SoundPart = { mediaMs: number; soundMs: number };

/** `segments`: each part is one. `bytes`: parts are stretches of an object's bytes, whose ends are not known so well. */
export type SoundCourse = {
  parts: readonly SoundPart[];
  between: 'segments' | 'bytes';
  /** Where its own stamps run evenly at another speed than its samples: all of it by these, and by them. */
  drift?: { countedMs: number; stampedMs: number };
};

/** What a clip says of time, and what the platform saw of its coming. */
export type Course = {
  segments: readonly CourseSegment[];
  frames: number;
  /** Of all segments, by their time stamps. */
  mediaMs: number;
  longestGopMs: number;
  /** All steps from frame to frame are the same, as only a counter makes them. */
  equalSteps: boolean;
  /**
   * Null: there is none. `uncounted`: of a kind whose samples are not counted. `uneven`: it stops, or has holes. `misstamped`:
   * its own stamps are wrong. `doubtful`: so may be the sampling rate that it says.
   */
  sound: SoundCourse | 'uncounted' | 'uneven' | 'misstamped' | 'doubtful' | null;
  /** Null: nobody saw it come. */
  arrival: Arrival | null;
};

/** What is taken where a device does not say how much it recorded before the trigger: as much as it may. */
const MOST_PRE_RECORD_MS = 10_000;

export const preRecordOf = ({ preRecordMs }: Arrival): number => preRecordMs ?? MOST_PRE_RECORD_MS;
