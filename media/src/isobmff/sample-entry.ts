import type { VideoCodec } from '@kaitong/contract/checks';
import type { Configuration, ParameterSets, TrackFacts } from '../facts.ts';
import { toHex } from '../hex.ts';
import { tellField } from '../telling/tell.ts';
import { type Box, type Fields, findBox, listBoxes } from './boxes.ts';

export type VideoEntry = {
  codec: VideoCodec | null;
  nalLengthBytes: number;
  size: { width: number; height: number; offset: number };
  configuration?: Configuration;
  wrong?: NonNullable<TrackFacts['wrongEntry']>;
  parameterSets: ParameterSets;
};

const H264 = new Set(['avc1', 'avc2', 'avc3', 'avc4']);
const H265 = new Set(['hvc1', 'hev1']);
/** VisualSampleEntry (ISO/IEC 14496-12, 12.1.3): fixed fields before the codec's own box. */
const VISUAL_FIELDS = 78;
const VISUAL_SIZE = 24;
const MAX_SETS = 32;

export function readVideoEntry(file: Fields, entry: Box): VideoEntry {
  const parameterSets: ParameterSets = { vps: [], sps: [], pps: [] };
  const sizeAt = entry.body + VISUAL_SIZE;
  const size = { width: file.u16(sizeAt, 'width'), height: file.u16(sizeAt + 2, 'height'), offset: sizeAt };
  const result: VideoEntry = { codec: null, nalLengthBytes: 4, size, parameterSets };
  const own = H264.has(entry.type) ? 'avcC' : H265.has(entry.type) ? 'hvcC' : null;
  if (own === null) return result;
  const children = listBoxes(file, entry.body + VISUAL_FIELDS, entry.end);
  const config = findBox(children, own) ?? findBox(children, own === 'avcC' ? 'hvcC' : 'avcC');
  // Whoever filled the configuration knew the codec; the name above it may be a constant.
  const codec = config?.type ?? own;
  result.codec = codec === 'avcC' ? 'h264' : 'h265';
  if (!config) result.wrong = { why: 'missing', box: own, offset: entry.start };
  else if (codec !== own) result.wrong = { why: 'other', box: codec, offset: entry.start };
  if (config && codec === 'avcC') readAvcC(file, config, result);
  else if (config) readHvcC(file, config, result);
  return result;
}

/** AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1). */
function readAvcC(file: Fields, box: Box, entry: VideoEntry): void {
  readLengthSize(file, box, box.body + 4, entry);
  file.u8(box.body + 1, 'AVCProfileIndication');
  file.u8(box.body + 3, 'AVCLevelIndication');
  tellField('lengthSizeMinusOne', box.body + 4, 1, entry.nalLengthBytes - 1);
  let at = box.body + 6;
  const sets = file.u8(box.body + 5) & 31;
  tellField('numOfSequenceParameterSets', box.body + 5, 1, sets);
  at = readSets(file, at, box.end, sets, entry.parameterSets.sps);
  readSets(file, at + 1, box.end, file.u8(at, 'numOfPictureParameterSets'), entry.parameterSets.pps);
}

function readLengthSize(file: Fields, { type: box }: Box, at: number, entry: VideoEntry): void {
  entry.nalLengthBytes = (file.u8(at) & 3) + 1;
  entry.configuration = { box, offset: at, hex: toHex(file.bytes.subarray(at, at + 1)) };
}

/** HEVCDecoderConfigurationRecord (ISO/IEC 14496-15, 8.3.3.1). */
function readHvcC(file: Fields, box: Box, entry: VideoEntry): void {
  readLengthSize(file, box, box.body + 21, entry);
  tellField('lengthSizeMinusOne', box.body + 21, 1, entry.nalLengthBytes - 1);
  const arrays = file.u8(box.body + 22, 'numOfArrays');
  let at = box.body + 23;
  for (let i = 0; i < arrays && at + 3 <= box.end; i++) {
    const type = file.u8(at) & 63;
    const { vps, sps, pps } = entry.parameterSets;
    const list = type === 32 ? vps : type === 33 ? sps : type === 34 ? pps : [];
    at = readSets(file, at + 3, box.end, file.u16(at + 1), list);
  }
}

/** `count` NAL units with 16-bit lengths; stops at the end of the box whatever the count says. */
function readSets(file: Fields, from: number, to: number, count: number, list: string[]): number {
  let at = from;
  for (let i = 0; i < count && at + 2 <= to; i++) {
    const length = file.u16(at);
    const end = at + 2 + length;
    if (end > to) return to;
    if (length > 0 && length <= 2048 && list.length < MAX_SETS) list.push(toHex(file.bytes.subarray(at + 2, end)));
    at = end;
  }
  return at;
}
