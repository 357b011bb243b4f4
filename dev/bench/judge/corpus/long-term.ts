import { Bits, bitsOf, nalsOf, ue, written } from './nal-bits.ts';

/**
 * Rewrites a stream of Kvazaar, whose pictures follow one another (`--gop 0 --ref 1`), as smart codecs of cameras code it:
 * legal H.265 without any short-term reference set (7.3.2.2), each picture naming the one before as a long-term reference
 * in its slice header (7.3.6.1). The pictures stay the same.
 */
export function withLongTermReferences(annexB: Buffer): Buffer {
  const lsb = { before: 0 };
  let poc = 0;
  return Buffer.concat(
    nalsOf(annexB).map((nal) => {
      const type = ((nal[0] ?? 0) >> 1) & 63;
      if (type === SPS) return written(nal, HEADER, withLongTerm(bitsOf(nal, HEADER), lsb));
      poc = type <= 9 ? poc + 1 : type <= LAST_KEY ? 0 : poc;
      return type <= 9
        ? written(nal, HEADER, naming(bitsOf(nal, HEADER), lsb.before, poc))
        : written(nal, HEADER, bitsOf(nal, HEADER));
    }),
  );
}

/** Bytes before the payload of a NAL unit. */
const HEADER = 2;
const SPS = 33;
const LAST_KEY = 21;
/** Bits of POC in a slice: with these, all that is added to its header are whole bytes, and the data behind stay where they are. */
const POC_BITS = 9;

function withLongTerm(text: string, lsb: { before: number }): string {
  const r = new Bits(text);
  r.skip(4); // sps_video_parameter_set_id
  const layers = Number.parseInt(text.slice(4, 7), 2);
  r.skip(3 + 1 + 96); // sub-layers, temporal nesting, profile_tier_level, of which nothing is said for sub-layers
  if (layers > 0 && Number.parseInt(text.slice(r.at, r.at + 2 * layers), 2) > 0)
    throw new Error('Plain layers are expected.');
  if (layers > 0) r.skip(16); // the flags of all sub-layers
  r.ue();
  r.ue(); // id, chroma format
  r.ue();
  r.ue();
  if (r.flag()) for (let side = 0; side < 4; side++) r.ue();
  r.ue();
  r.ue(); // bit depths
  const pocFrom = r.at;
  lsb.before = r.ue() + 4;
  const pocTo = r.at;
  const described = r.flag() ? layers + 1 : 1;
  for (let field = 0; field < 3 * described + 6; field++) r.ue(); // buffering, block sizes
  if (r.flag()) throw new Error('No scaling lists are expected.');
  r.skip(2); // AMP, SAO
  if (r.flag()) throw new Error('No PCM is expected.');
  if (r.ue() !== 0) throw new Error('Reference sets are expected in the slices.');
  if (r.flag()) throw new Error('No long-term references are expected.');
  // long_term_ref_pics_present_flag, num_long_term_ref_pics_sps
  const rest = text.slice(r.at, text.lastIndexOf('1') + 1);
  return `${text.slice(0, pocFrom)}${ue(POC_BITS - 4)}${text.slice(pocTo, r.at - 1)}1${ue(0)}${rest}`;
}

function naming(text: string, lsbBits: number, poc: number): string {
  const r = new Bits(text);
  r.flag();
  r.ue(); // picture parameter set
  r.ue(); // slice type
  const before = r.at;
  r.skip(lsbBits); // slice_pic_order_cnt_lsb
  if (r.flag()) throw new Error('The reference set is expected in the slice.');
  if (r.ue() !== 1 || r.ue() !== 0 || r.ue() !== 0 || !r.flag()) throw new Error('One reference is expected.');
  const place = (value: number): string => value.toString(2).padStart(POC_BITS, '0');
  // No set in the sequence, an empty one here; one long-term picture, used, in the same cycle of POC.
  const references = `0${ue(0)}${ue(0)}${ue(1)}${place(poc - 1)}11${ue(0)}`;
  const made = `${text.slice(0, before)}${place(poc)}${references}`;
  if ((made.length - r.at) % 8 !== 0) throw new Error('The data of the slice would move.');
  return made + text.slice(r.at);
}
