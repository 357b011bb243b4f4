import type { VideoCodec } from '@kaitong/contract/checks';
import type { KeyKind, Lost, ReferenceState, VideoFormat } from '../facts.ts';

export type SetKind = 'vps' | 'sps' | 'pps';

/** What one NAL unit turned out to be. */
export type NalReading =
  /** The header cannot be: bits were damaged. */
  | { is: 'damaged'; cause: 'forbidden_bit' | 'header' | 'slice_header' }
  /** `pps`: of a picture parameter set the id, which may be one that no slice names. */
  | { is: 'damaged'; cause: 'parameter_set'; pps?: number }
  | { is: 'parameter-set'; set: SetKind }
  | {
      is: 'slice';
      /** First slice of a new picture; the second field of a frame is not new. */
      startsPicture: boolean;
      key: KeyKind | null;
      /** The parameter sets it names have not been seen. */
      setsMissing: boolean;
      /** Pictures are missing before the one that this slice begins. */
      lost: Lost | null;
      /** Its picture builds on one that is missing, through however many others. */
      isGarbled: boolean;
      /** So many pictures missing before it, or a multiple, would leave no trace in the numbers; null: any would. */
      mayHide: number | null;
    }
  /** The next picture is a place to start decoding (H.264 recovery point SEI). */
  | { is: 'recovery-point' }
  /** Comes before the first slice of a picture: delimiter, SEI. */
  | { is: 'prefix' }
  /** Enhancement layers, reserved and unspecified types: decoders skip them, and so do we. */
  | { is: 'skipped' };

/** The same role for each codec: remembers parameter sets, tells NAL units apart. */
export type NalReader = {
  readonly codec: VideoCodec;
  read(nal: Uint8Array): NalReading;
  /** Of the picture read last, or of the sequence parameter set read last before there is one. */
  readonly format: VideoFormat | null;
  /** After what has been read; null where it is not known. */
  readonly references: ReferenceState | null;
  /** Whether pictures are numbered, so that no two in a row are equal. */
  readonly counts: boolean;
  /** Whether the picture read last is shown before one that was decoded earlier. */
  readonly isShownEarlier: boolean;
  /** Whether a slice has named this picture parameter set. */
  needs(pps: number): boolean;
  /** Goes on where another reader ended, before anything is read. */
  resume(state: ReferenceState): void;
};
