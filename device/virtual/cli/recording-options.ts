import type { Container, Encryption, VideoCodec } from '@kaitong/contract/checks';
import type { FaultCode } from '../faults/catalogue.ts';
import type { SourceChoice } from '../sources/open.ts';

/** The options of every command that records. */
export type RecordingOptions = {
  source: SourceChoice;
  container?: Container;
  codec?: VideoCodec;
  encryption?: Encryption;
  size: { width: number; height: number };
  fps: number;
  sound?: boolean;
  length: number;
  preRecord: number;
  fault?: FaultCode;
};

export const cameraOptions = (options: RecordingOptions) => ({
  source: options.source,
  ...(options.container && { container: options.container }),
  ...(options.codec && { codec: options.codec }),
  ...(options.encryption && { encryption: options.encryption }),
  ...options.size,
  fps: options.fps,
  sound: options.sound ?? false,
  clip: { preRecordMs: options.preRecord * 1000, postRecordMs: options.length * 1000 },
  ...(options.fault && { fault: options.fault }),
});
