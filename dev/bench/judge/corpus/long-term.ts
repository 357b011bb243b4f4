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
      if (type === SPS) return written(nal, withLongTerm(bitsOf(nal), lsb));
      poc = type <= 9 ? poc + 1 : type <= LAST_KEY ? 0 : poc;
      return type <= 9 ? written(nal, naming(bitsOf(nal), lsb.before, poc)) : written(nal, bitsOf(nal));
    }),
  );
}

const SPS = 33;
const LAST_KEY = 21;
/** Bits of POC in a slice: with these, all that is added to its header are whole bytes, and the data behind stay where they are. */
const POC_BITS = 9;

/** A reader of its own: what the judge's misreads would else be written so that it reads it. */
class Bits {
  at = 0;
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  skip(count: number): void {
    this.at += count;
  }
  flag(): boolean {
    return this.text[this.at++] === '1';
  }
  ue(): number {
    const zeros = this.text.indexOf('1', this.at) - this.at;
    const value = Number.parseInt(this.text.slice(this.at + zeros, this.at + 2 * zeros + 1), 2) - 1;
    this.at += 2 * zeros + 1;
    return value;
  }
}

const ue = (value: number): string => {
  const code = (value + 1).toString(2);
  return '0'.repeat(code.length - 1) + code;
};

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

function nalsOf(annexB: Buffer): Buffer[] {
  const starts: number[] = [];
  for (let at = annexB.indexOf(START); at >= 0; at = annexB.indexOf(START, at + 3)) starts.push(at + 3);
  return starts.map((from, n) => {
    let to = (starts[n + 1] ?? annexB.length + 3) - 3;
    while (to > from && annexB[to - 1] === 0) to--;
    return annexB.subarray(from, to);
  });
}

const START = Buffer.from([0, 0, 1]);

/** Behind the NAL unit's header, without emulation prevention (7.3.1.1). */
function bitsOf(nal: Buffer): string {
  let zeros = 0;
  let text = '';
  for (const byte of nal.subarray(2)) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    zeros = byte === 0 ? zeros + 1 : 0;
    text += byte.toString(2).padStart(8, '0');
  }
  return text;
}

function written(nal: Buffer, text: string): Buffer {
  const bytes = [0, 0, 0, 1, nal[0] ?? 0, nal[1] ?? 0];
  let zeros = 0;
  for (let at = 0; at < text.length; at += 8) {
    const byte = Number.parseInt(text.slice(at, at + 8).padEnd(8, '0'), 2);
    if (zeros >= 2 && byte <= 3) {
      bytes.push(3);
      zeros = 0;
    }
    bytes.push(byte);
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return Buffer.from(bytes);
}
