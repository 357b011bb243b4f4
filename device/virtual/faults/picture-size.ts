/** Rewrites the picture's width in an H.264 sequence parameter set (7.3.2.1.1), in macroblocks; the rest stays. */
export function withWidth(sps: Uint8Array, macroblocks: number): Uint8Array {
  const { bits, at, afterWidth } = findWidth(sps);
  return bytesOf(bits.slice(0, at) + ue(macroblocks - 1) + bits.slice(afterWidth, bits.lastIndexOf('1') + 1));
}

/** The same set with a VUI (E.1.1) that says nothing but how many pictures may be held back. */
export function withReorder(sps: Uint8Array, pictures: number): Uint8Array {
  const { bits, afterWidth, skipUe } = findWidth(sps);
  let at = skipUe(afterWidth); // height
  at += bits[at] === '1' ? 1 : 2; // frame_mbs_only_flag, else mb_adaptive_frame_field_flag
  at += 1; // direct_8x8_inference_flag
  at += 1;
  if (bits[at - 1] === '1') for (let side = 0; side < 4; side++) at = skipUe(at);
  const restriction = `11${ue(0)}${ue(0)}${ue(10)}${ue(10)}${ue(pictures)}${ue(16)}`;
  return bytesOf(`${bits.slice(0, at)}1${'0'.repeat(8)}${restriction}1`);
}

/** Where the width stands, and what reads on from there. */
function findWidth(sps: Uint8Array) {
  const bits = bitsOf(sps);
  let at = 32; // NAL header, profile, constraints, level
  const skipUe = () => {
    const zeros = bits.indexOf('1', at) - at;
    at += 2 * zeros + 1;
    return zeros;
  };
  const number = (): number => {
    const from = at;
    const zeros = skipUe();
    return Number.parseInt(bits.slice(from + zeros, at), 2) - 1;
  };
  skipUe(); // id
  if (WITH_CHROMA.has(sps[1] ?? 0)) {
    for (let field = 0; field < 3; field++) skipUe(); // chroma format and both depths
    at += 2; // no transform bypass, no scaling lists: this camera's encoder has neither
  }
  skipUe(); // frame_num's length
  if (number() === 0) skipUe(); // picture order count's length
  skipUe(); // reference frames
  at += 1;
  const place = at;
  skipUe();
  const skipFrom = (from: number): number => {
    at = from;
    skipUe();
    return at;
  };
  return { bits, at: place, afterWidth: at, skipUe: skipFrom };
}

const WITH_CHROMA = new Set([100, 110, 122, 244]);

/** Without the emulation prevention bytes (7.3.1), which are written anew afterwards. */
function bitsOf(nal: Uint8Array): string {
  const raw = [...nal].filter((byte, at) => !(byte === 3 && at >= 2 && nal[at - 1] === 0 && nal[at - 2] === 0));
  return raw.map((byte) => byte.toString(2).padStart(8, '0')).join('');
}

function bytesOf(bits: string): Uint8Array {
  const bytes: number[] = [];
  for (let at = 0; at < bits.length; at += 8) {
    const byte = Number.parseInt(bits.slice(at, at + 8).padEnd(8, '0'), 2);
    if (byte <= 3 && bytes.at(-1) === 0 && bytes.at(-2) === 0) bytes.push(3);
    bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

const ue = (value: number): string => {
  const code = (value + 1).toString(2);
  return '0'.repeat(code.length - 1) + code;
};
