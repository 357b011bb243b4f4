// Changes to streams in Annex B form, as encoders write them.
const START = Buffer.from([0, 0, 1]);

/** Without the NAL units that fit. */
function withoutNals(annexB: Buffer, fits: (nal: Buffer) => boolean): Buffer {
  const starts: number[] = [];
  for (let at = annexB.indexOf(START); at >= 0; at = annexB.indexOf(START, at + 3)) starts.push(at);
  const nals = starts.map((at, n) => annexB.subarray(at, starts[n + 1] ?? annexB.length));
  return Buffer.concat(nals.filter((nal) => !fits(nal.subarray(3))));
}

const typeOf = (nal: Buffer): number => ((nal[0] ?? 0) >> 1) & 63;
const layerOf = (nal: Buffer): number => (nal[1] ?? 0) & 7;

/** What is left of a stream with temporal layers when the highest of them is not sent. */
export function withoutHighestLayer(annexB: Buffer): Buffer {
  let highest = 1;
  withoutNals(annexB, (nal) => {
    if (typeOf(nal) < 10) highest = Math.max(highest, layerOf(nal));
    return false;
  });
  return withoutNals(annexB, (nal) => typeOf(nal) < 10 && layerOf(nal) === highest);
}

/** Begins with the second CRA picture, whose leading pictures refer to what is not there. */
export function fromSecondCra(annexB: Buffer): Buffer {
  let keys = 0;
  return withoutNals(annexB, (nal) => {
    if (typeOf(nal) >= 16 && typeOf(nal) <= 21) keys++;
    return typeOf(nal) <= 21 && keys < 2;
  });
}

/** Says in the SPS of a Baseline stream that numbers may be left out, and leaves every tenth picture out. */
export function withAllowedGaps(annexB: Buffer): Buffer {
  const copy = Buffer.from(annexB);
  for (let at = copy.indexOf(START); at >= 0; at = copy.indexOf(START, at + 3))
    if (((copy[at + 3] ?? 0) & 31) === 7) allowGaps(copy.subarray(at + 7));
  let number = 0;
  return withoutNals(copy, (nal) => ((nal[0] ?? 0) & 31) === 1 && number++ % 10 === 5);
}

/** gaps_in_frame_num_value_allowed_flag (H.264 7.3.2.1.1), from behind level_idc. */
function allowGaps(sps: Buffer): void {
  let at = 0;
  const bit = (): number => ((sps[at >> 3] ?? 0) >> (7 - (at++ & 7))) & 1;
  const ue = (): number => {
    let zeros = 0;
    while (bit() === 0 && zeros < 32) zeros++;
    let value = 1;
    for (let n = 0; n < zeros; n++) value = value * 2 + bit();
    return value - 1;
  };
  ue(); // seq_parameter_set_id
  ue(); // log2_max_frame_num_minus4
  if (ue() === 0) ue(); // log2_max_pic_order_cnt_lsb_minus4
  ue(); // max_num_ref_frames
  sps[at >> 3] = (sps[at >> 3] ?? 0) | (0x80 >> (at & 7));
}

/** Two bytes behind the end of each SPS, as a doorbell sends them. */
export function withSurplus(annexB: Buffer, spared = 0): Buffer {
  const parts: Buffer[] = [];
  let from = 0;
  let left = spared;
  for (let at = annexB.indexOf(START); at >= 0; at = annexB.indexOf(START, at + 3)) {
    if (((annexB[at + 3] ?? 0) & 31) !== 7 || left-- > 0) continue;
    let end = annexB.indexOf(START, at + 3);
    while (annexB[end - 1] === 0) end--;
    parts.push(annexB.subarray(from, end), Buffer.from([4, 4]));
    from = end;
  }
  return Buffer.concat([...parts, annexB.subarray(from)]);
}
