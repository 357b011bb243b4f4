import type { Finding, ObjectDeclaration, VideoCodec } from '@kaitong/contract/checks';
import type { Sniffed } from './sniff.ts';
import type { ConfigurationFault } from './sound/audio-configuration.ts';
import type { SoundLevels } from './sound/levels.ts';
import type { SoundUnit } from './sound/sound-track.ts';

/** How a picture lets a decoder start: at once (`idr`), at once but with pictures that must be skipped, or not at all. */
export type KeyKind = 'idr' | 'cra' | 'bla' | 'recovery';

/** Parameter sets as lower-case hex of the whole NAL units. */
export type ParameterSets = { vps: string[]; sps: string[]; pps: string[] };

export type VideoFormat = {
  width: number;
  height: number;
  profile: string;
  /** 41 for level 4.1. */
  level: number;
  /** Pictures that a decoder must be ready to hold back before it shows one; null where the SPS does not say. */
  reorder: number | null;
  chroma: '4:0:0' | '4:2:0' | '4:2:2' | '4:4:4';
  bitDepth: number;
};

/**
 * What is missing before a picture: one picture, several, or a key frame after which everything is counted anew. Numbers of
 * few bits may say both of the latter, and times tell which.
 */
export type Lost = 'picture' | 'pictures' | 'key' | 'pictures_or_key';

/** Where pictures are missing: the picture before which they are, and its byte position in the object. */
export type Loss = { what: Lost; frame: number; offset: number };

/** Neighbouring pictures in decoding order, by their numbers: the first, and the one behind the last. */
export type Run = [from: number, to: number];

/** What the pictures so far leave for those of the next object. */
export type ReferenceState =
  | {
      codec: 'h264';
      /** frame_num of the last reference picture; null: unknown. */
      before: number | null;
      counts: boolean;
      isGarbled: boolean;
      recovery: { from: number; frames: number } | null;
      /** Facts of earlier versions have no `usualStep`, nor those of a stream that does not say its order. */
      order: { latest: number[]; hasB: boolean; msbBefore: number; lsbBefore: number; usualStep?: number };
    }
  | {
      codec: 'h265';
      /** What a decoder keeps. */
      kept: { poc: number; isGarbled: boolean }[];
      countedFrom: number | null;
      skipsLeading: boolean;
      recoversAt: number | null;
    };

/** All times in milliseconds of the object's own clock, unwrapped from its first frame on; those that leave it are null. */
export type VideoFacts = {
  codec: VideoCodec;
  /** `avc1`, `hvc1`, …; null in MPEG-TS. */
  sampleEntry: string | null;
  format: VideoFormat | null;
  parameterSets: ParameterSets;
  frames: number;
  firstDts: number | null;
  lastDts: number | null;
  firstPts: number | null;
  lastPts: number | null;
  /** From the first frame to the end of the last one; null where no time passes between them. */
  durationMs: number | null;
  /** The part of it that an edit list trims from the head: decoded, not shown. */
  trimmedMs: number;
  /** What the container says that the last frame lasts; null in MPEG-TS, which does not. */
  lastDurationMs: number | null;
  /** Frames with the time of the one before. */
  repeats: number;
  /** The clock starts again after this many milliseconds (MPEG-TS: 2^33 ticks of 90 kHz); null: it does not. */
  wrapMs: number | null;
  /** False when frames have no times of their own (fragment without `tfdt`): they follow the object before. */
  anchored: boolean;
  firstFrame: KeyKind | 'other';
  /** Where pictures are missing, by what those that are there say; of very many the first ones. */
  losses: Loss[];
  /** Pictures that build on missing ones (H.264: that may), by their numbers; of very many the first ones. */
  garbled: Run[];
  references: ReferenceState | null;
  /** Pictures that stand there twice: how many, and the first. Left out: none, and in facts of earlier versions. */
  duplicates?: { count: number; offset: number; frame: number };
  /** Of the first picture, if it is no key picture, and of the last: the SHA-256 of their slices. Earlier facts have none. */
  edges?: { first: string | null; last: string };
  keyFrames: { index: number; dts: number | null; kind: KeyKind }[];
  /** Per frame, for a strip picture; at most the first 20,000 frames. */
  dts: (number | null)[];
  sizes: number[];
  /** Where each begins in the object, in bytes after decryption. Inspections of earlier versions have none. */
  offsets?: number[];
  /** SHA-256 of the coded slices of key frames after decryption: the same picture uploaded again is known by it. */
  fingerprints: string[];
};

export type AudioFacts = {
  /** `aac`, `aac-latm`, `mp3`, `g711a`, `g711u`, `ac3`, `opus`, or the stream type / sample entry as found. */
  codec: string;
  /** Of HE-AAC the core coder's, of which players play twice as many. */
  sampleRate: number | null;
  channels: number | null;
  /** Frames of AAC, bytes of G.711, else packets or samples of the container; 0: announced, and none there. */
  units: number;
  firstPts: number | null;
  lastPts: number | null;
  /** The usual step from stamp to stamp, in milliseconds; null where there are not two. */
  stepMs: number | null;
  /** Null where it has no sound, or sound that is not counted here (LATM, MP3, Opus, …). */
  clock: SoundClock | null;
  /** Of G.711, which needs no decoder; null: other sound, or none. */
  levels: SoundLevels | null;
};

/**
 * Sound as a clock: how much of it there is by its own samples, which no stamp can change. Milliseconds.
 */
export type SoundClock = {
  /** Its units × samples each / sampling rate. */
  ms: number;
  /** Where the last stamped sound ends by its stamp and its own length. */
  endPts: number;
  /** Its own stamps tell the same: no step back, no gap, and the same length within 5 % or 0.3 s. */
  agrees: boolean;
  /**
   * Where its own stamps run evenly, at another speed: how long the same sound is by its samples, and by them. Left out:
   * they agree, or run in no even way.
   */
  drift?: { countedMs: number; stampedMs: number };
  /**
   * In the order of the object's bytes, about once a second of pictures: how much sound came before the picture that is
   * decoded at `dts`. At most 600; empty where the bytes of sound and pictures do not alternate.
   */
  course: { dts: number; ms: number }[];
};

/** The box that holds it, and its bytes: `lengthSizeMinusOne` of pictures, the AudioSpecificConfig of sound. */
export type Configuration = { box: string; offset: number; hex: string };

export type TrackFacts = {
  id: number;
  kind: 'video' | 'audio' | 'other';
  timescale: number;
  sampleEntry: string;
  codec: VideoCodec | string;
  /** Bytes of the length in front of each NAL unit. */
  nalLengthBytes: number;
  /** Of pictures: their size by the sample entry itself, and where it stands. */
  entrySize?: { width: number; height: number; offset: number };
  /** What says how its samples are to be read; none where it has none, and in facts of earlier versions. */
  configuration?: Configuration;
  /** Of pictures: `box`, the configuration that is not there, or that belongs to the other codec; `offset`: where it is, or should be. */
  wrongEntry?: { why: 'missing' | 'other'; box: string; offset: number };
  /** AAC whose AudioSpecificConfig is missing or cannot be used, which no browser plays; `offset`: where it stands, or should. */
  unusable?: { why: 'missing' | ConfigurationFault; offset: number };
  /** Sampling rate by the sample entry itself, beside that of its configuration. */
  entryRate?: number | null;
  /** Milliseconds to add to decode times for presentation (edit list). */
  editShiftMs: number;
  sampleRate: number | null;
  channels: number | null;
  /** What its sound is counted in; null: pictures, or sound that is not counted here. */
  soundUnit: SoundUnit | null;
  parameterSets: ParameterSets;
  defaults: { duration: number; size: number } | null;
};

/** What media segments need from an init segment. */
export type InitFacts = { tracks: TrackFacts[] };

export type ObjectFacts = {
  bytes: number;
  /** Of the bytes as uploaded. */
  sha256: string;
  /** Last 16 bytes as uploaded, hex: recognises firmware that chains CBC across objects. */
  tail: string;
  content: Sniffed;
  /** Whether the bytes could be read as the declared container (after decryption where declared). */
  readable: boolean;
  init: InitFacts | null;
  video: VideoFacts | null;
  audio: AudioFacts | null;
  /** A snapshot's size in pixels. */
  picture: { width: number; height: number } | null;
  /** First and last `mfhd` sequence number. */
  sequence: { first: number; last: number } | null;
  /** Of fragments: what their headers describe and what `mdat` holds, in bytes, and where it stands. Earlier facts have none. */
  fragmentData?: { described: number; held: number; offset: number };
  /** In MPEG-TS: packets at the beginning that are the end of a picture which began in the object before. Left out: none. */
  beginsInside?: number;
  /** In MPEG-TS: where sound begins that is sent on the PID of the pictures. Left out: none is. */
  soundAmongPictures?: number;
};

/** The result of level 1 on one object. JSON-serialisable: another process may go on with it. */
export type ObjectInspection = { findings: Finding[]; facts: ObjectFacts };

export type InspectedObject = { object: ObjectDeclaration; inspection: ObjectInspection };
