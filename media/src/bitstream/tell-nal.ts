import type { VideoCodec } from '@kaitong/contract/checks';
import { tellBits, tellStructure } from '../telling/tell.ts';

type Syntax = readonly [name: string, clause: string];

const SLICE: Syntax = ['slice_header', '7.3.3'];
const H264: Record<number, Syntax> = {
  1: SLICE,
  2: SLICE,
  5: SLICE,
  6: ['sei_rbsp', '7.3.2.3'],
  7: ['seq_parameter_set_rbsp', '7.3.2.1'],
  8: ['pic_parameter_set_rbsp', '7.3.2.2'],
  9: ['access_unit_delimiter_rbsp', '7.3.2.4'],
};
const H265: Record<number, Syntax> = {
  32: ['video_parameter_set_rbsp', '7.3.2.1'],
  33: ['seq_parameter_set_rbsp', '7.3.2.2'],
  34: ['pic_parameter_set_rbsp', '7.3.2.3'],
  35: ['access_unit_delimiter_rbsp', '7.3.2.5'],
  39: ['sei_rbsp', '7.3.2.4'],
};
const SEGMENT: Syntax = ['slice_segment_header', '7.3.6.1'];
const OTHER: Syntax = ['nal_unit', '7.3.1'];

/** A NAL unit at byte `from` of the object; null: it comes from elsewhere. What is read of it is told of it. */
export function tellNal(codec: VideoCodec, nal: Uint8Array, from: number | null): void {
  const header = nal[0] ?? 0;
  const type = codec === 'h264' ? header & 31 : (header >> 1) & 63;
  const [name, clause] = codec === 'h264' ? (H264[type] ?? OTHER) : (H265[type] ?? (type < 32 ? SEGMENT : OTHER));
  const to = from === null ? null : from + nal.length;
  const standard = codec === 'h264' ? 'H.264' : 'H.265';
  if (!tellStructure({ kind: 'nal', name, clause: `${standard}, ${clause}`, from, to })) return;
  // Bits of the header are told like those that follow, from where the payload begins.
  const start = codec === 'h264' ? -8 : -16;
  tellBits('forbidden_zero_bit', start, 1, header >> 7, 0);
  if (codec === 'h264') {
    tellBits('nal_ref_idc', start + 1, 2, (header >> 5) & 3);
    tellBits('nal_unit_type', start + 3, 5, type);
    return;
  }
  const second = nal[1] ?? 0;
  tellBits('nal_unit_type', start + 1, 6, type);
  tellBits('nuh_layer_id', start + 7, 6, ((header & 1) << 5) | (second >> 3));
  tellBits('nuh_temporal_id_plus1', start + 13, 3, second & 7);
}
