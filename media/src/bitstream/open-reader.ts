import type { VideoCodec } from '@kaitong/contract/checks';
import { H264Reader } from './h264/reader.ts';
import { H265Reader } from './h265/reader.ts';
import type { NalReader } from './nal-reading.ts';

export const openNalReader = (codec: VideoCodec): NalReader => (codec === 'h264' ? new H264Reader() : new H265Reader());
