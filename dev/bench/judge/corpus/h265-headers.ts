// What an SPS of H.265 says that a decoder needs, as encoders write it who get it wrong.
import { Bits, bitsOf, nalsOf, ue, written } from './nal-bits.ts';

/** Bytes before the payload of a NAL unit. */
const HEADER = 2;
const SPS = 33;
const typeOf = (nal: Buffer): number => ((nal[0] ?? 0) >> 1) & 63;

/** Of the payload of an SPS with one sub-layer: behind the fields of a byte and eleven bytes of profile (7.3.3). */
const LEVEL_AT = 12 * 8;

const asByte = (value: number): string => value.toString(2).padStart(8, '0');

/** Writes another general_level_idc into the sets of pictures that begin with them; they stay as long. */
export const ofLevel265 =
  (level: number) =>
  (picture: Buffer): Buffer => {
    const copy = Buffer.from(picture);
    for (const nal of nalsOf(copy).filter((one) => typeOf(one) === SPS)) {
      const text = bitsOf(nal, HEADER);
      const changed = unitOf(nal, `${text.slice(0, LEVEL_AT)}${asByte(level)}${text.slice(LEVEL_AT + 8)}`);
      if (changed.length !== nal.length) throw new Error('What is behind the SPS would move.');
      changed.copy(nal);
    }
    return copy;
  };

/** Lets decoders hold back so many pictures, as the set in the `hvcC` of an init segment says. */
export const withReorder265 =
  (pictures: number) =>
  (init: Buffer): Buffer => {
    const array = init.indexOf(Buffer.from([SPS, 0, 1]), init.indexOf('hvcC'));
    const from = array + 5;
    const to = from + init.readUInt16BE(array + 3);
    const changed = heldBack(init.subarray(from, to), pictures);
    const copy = Buffer.concat([init.subarray(0, from), changed, init.subarray(to)]);
    const longer = changed.length - (to - from);
    copy.writeUInt16BE(changed.length, array + 3);
    for (const box of ['moov', 'trak', 'mdia', 'minf', 'stbl', 'stsd', 'hvc1', 'hvcC']) {
      const size = copy.indexOf(box) - 4;
      copy.writeUInt32BE(copy.readUInt32BE(size) + longer, size);
    }
    return copy;
  };

/** sps_max_num_reorder_pics, and as many pictures in the buffer as that takes (7.3.2.2.1). */
function heldBack(sps: Buffer, pictures: number): Buffer {
  const text = bitsOf(sps, HEADER);
  const r = new Bits(text);
  r.skip(LEVEL_AT + 8);
  r.ue(); // number
  r.ue(); // chroma
  r.ue();
  r.ue(); // size
  if (r.flag()) for (let edge = 0; edge < 4; edge++) r.ue();
  r.ue();
  r.ue(); // bit depths
  r.ue(); // bits of POC
  r.flag();
  const from = r.at;
  r.ue();
  r.ue();
  const changed = `${text.slice(0, from)}${ue(pictures)}${ue(pictures)}${text.slice(r.at)}`;
  return unitOf(sps, changed.slice(0, changed.lastIndexOf('1') + 1));
}

/** Without a start code. */
const unitOf = (nal: Buffer, text: string): Buffer => written(nal, HEADER, text).subarray(4);
