import type { VideoCodec } from '@kaitong/contract/checks';
import type { KeyKind, VideoFormat } from '../facts.ts';

export type SetKind = 'vps' | 'sps' | 'pps';

/** What one NAL unit turned out to be. */
export type NalReading =
  /** The header cannot be: bits were damaged. */
  | { is: 'damaged'; cause: 'forbidden_bit' | 'header' | 'slice_header' | 'parameter_set' }
  | { is: 'parameter-set'; set: SetKind }
  | {
      is: 'slice';
      /** First slice of a new picture; the second field of a frame is not new. */
      startsPicture: boolean;
      key: KeyKind | null;
      /** The parameter sets it names have not been seen. */
      setsMissing: boolean;
      /** frame_num jumped: pictures are missing before this one; or it stayed where it had to rise. */
      gap: 'jump' | 'repeat' | null;
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
};
