type TopBox = { type: string; bytes: Buffer };

function boxesOf(bytes: Buffer): TopBox[] {
  const boxes: TopBox[] = [];
  for (let at = 0; at + 8 <= bytes.length; ) {
    const size = Math.max(8, bytes.readUInt32BE(at));
    boxes.push({ type: bytes.toString('latin1', at + 4, at + 8), bytes: bytes.subarray(at, at + size) });
    at += size;
  }
  return boxes;
}

/** Keeps, changes or (undefined) drops each box at the top of a file. */
export const onBoxes =
  (change: (box: TopBox, index: number) => Buffer | undefined) =>
  (bytes: Buffer): Buffer =>
    Buffer.concat(boxesOf(bytes).flatMap((box, index) => change(box, index) ?? []));

export const withoutBoxes = (...types: string[]) =>
  onBoxes(({ type, bytes }) => (types.includes(type) ? undefined : bytes));

/** Closes every `mdat` before all of its data is in it. */
export const shortData = onBoxes(({ type, bytes }) => {
  if (type !== 'mdat') return bytes;
  const cut = Buffer.from(bytes.subarray(0, Math.max(8, Math.floor(bytes.length * 0.6))));
  cut.writeUInt32BE(cut.length);
  return cut;
});

/** Renames the first boxes of a type, at any depth. */
export const renamed =
  (from: string, to: string, count = Number.POSITIVE_INFINITY) =>
  (bytes: Buffer): Buffer => {
    const copy = Buffer.from(bytes);
    let left = count;
    for (let at = copy.indexOf(from); at >= 0 && left-- > 0; at = copy.indexOf(from, at + 4))
      copy.write(to, at, 'latin1');
    return copy;
  };

/** Writes a 32-bit number so many bytes after the name of the `index`-th box of a type. */
export const withNumber =
  (type: string, offset: number, value: number, index = 0) =>
  (bytes: Buffer): Buffer => {
    const copy = Buffer.from(bytes);
    let at = copy.indexOf(type);
    for (let i = 0; i < index; i++) at = copy.indexOf(type, at + 4);
    if (at < 0) throw new Error(`There is no ${type} to change.`);
    copy.writeUInt32BE(value, at + offset);
    return copy;
  };

/** Writes wrong lengths in front of NAL units, at so many places of the first `mdat`. */
export const wrongLengths =
  (count: number) =>
  (bytes: Buffer): Buffer => {
    const copy = Buffer.from(bytes);
    const data = copy.indexOf('mdat') + 4;
    for (let i = 0; i < count; i++) {
      // The second half, so that the first picture is whole.
      const at = nthLength(copy, data, 20 + i * 5);
      if (at !== undefined) copy.writeUInt32BE(0x7fffffff, at);
    }
    return copy;
  };

function nthLength(bytes: Buffer, from: number, count: number): number | undefined {
  let at = from;
  for (let i = 0; i < count; i++) {
    if (at + 4 > bytes.length) return undefined;
    at += 4 + bytes.readUInt32BE(at);
  }
  return at + 4 <= bytes.length ? at : undefined;
}

/** The 16-byte header of `mdat` in the place of the `free` box that FFmpeg leaves before it, so that no data moves. */
export function longHeader(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const at = copy.indexOf('mdat') - 4;
  if (copy.toString('latin1', at - 4, at) !== 'free') throw new Error('A free box is expected in front of mdat.');
  const size = copy.readUInt32BE(at) + 8;
  copy.writeUInt32BE(1, at - 8);
  copy.write('mdat', at - 4, 'latin1');
  copy.writeBigUInt64BE(BigInt(size), at);
  return copy;
}

/** Writes over every box of a type in a copy of the file; `at`: where the name of the box stands. */
export const inEach =
  (type: string, write: (copy: Buffer, at: number) => void) =>
  (bytes: Buffer): Buffer => {
    const copy = Buffer.from(bytes);
    for (let at = copy.indexOf(type); at >= 0; at = copy.indexOf(type, at + 4)) write(copy, at);
    return copy;
  };

/** Adds a number to every chunk offset, as a muxer does that has miscounted. */
export const withChunksMoved = (bytesBy: number) =>
  inEach('stco', (copy, at) => {
    for (let entry = 0; entry < copy.readUInt32BE(at + 8); entry++) {
      const place = at + 12 + entry * 4;
      copy.writeUInt32BE(copy.readUInt32BE(place) + bytesBy, place);
    }
  });

/** Adds a number to the data_offset of every `trun`. */
export const withRunsMoved = (bytesBy: number) =>
  inEach('trun', (copy, at) => copy.writeInt32BE(copy.readInt32BE(at + 12) + bytesBy, at + 12));

/** Moves the index in front of the data and leaves its offsets as they were. */
export function movedByHand(bytes: Buffer): Buffer {
  const boxes = boxesOf(bytes);
  const [moov, mdat] = ['moov', 'mdat'].map((wanted) => boxes.findIndex(({ type }) => type === wanted));
  const index = boxes[moov ?? -1];
  if (!index || moov === undefined || mdat === undefined || moov < mdat)
    throw new Error('The index is behind the data.');
  boxes.splice(moov, 1);
  boxes.splice(mdat, 0, index);
  return Buffer.concat(boxes.map((box) => box.bytes));
}

/** Writes each length in front of the NAL units of a file with pictures only as a little-endian processor has it. */
export function littleEndian(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const data = copy.indexOf('mdat');
  const end = data - 4 + copy.readUInt32BE(data - 4);
  for (let at = data + 4; at + 4 <= end; ) {
    const length = copy.readUInt32BE(at);
    copy.writeUInt32LE(length, at);
    at += 4 + length;
  }
  return copy;
}

/** Every fragment begins at 0. */
export function withoutProgress(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  for (let at = copy.indexOf('tfdt'); at >= 0; at = copy.indexOf('tfdt', at + 4)) {
    if (copy[at + 4] === 1) copy.writeBigUInt64BE(0n, at + 8);
    else copy.writeUInt32BE(0, at + 8);
  }
  return copy;
}

/** The second fragment once more behind itself, or behind the one that follows it. */
export const withFragments =
  (change: 'again' | 'order') =>
  (bytes: Buffer): Buffer => {
    const boxes = boxesOf(bytes);
    const starts = boxes.flatMap(({ type }, at) => (type === 'moof' ? [at] : []));
    const [second = 0, third = 0, fourth = boxes.length] = starts.slice(1);
    const [own, next] = [boxes.slice(second, third), boxes.slice(third, fourth)];
    const middle = change === 'again' ? [...own, ...own, ...next] : [...next, ...own];
    return Buffer.concat([...boxes.slice(0, second), ...middle, ...boxes.slice(fourth)].map((box) => box.bytes));
  };
