import { boxesOf, inSegment, joinBoxes, seconds, withoutBox } from './edit.ts';
import type { Fault } from './fault.ts';

const fmp4 = { container: 'fmp4' } as const;
const whole = { container: 'mp4' } as const;

export const mp4Faults = {
  'obj.container': {
    about: 'declares MPEG-TS, sends MP4 files',
    needs: whole,
    declaration: (declaration) => ({ ...declaration, container: 'ts' }),
  },
  'obj.damaged': {
    about: 'leaves the rest of an old buffer behind the last box',
    needs: fmp4,
    object: inSegment(1, (bytes) => Buffer.concat([bytes, Buffer.alloc(64, 0xfe)])),
  },
  'mp4.truncated': {
    about: 'cuts a segment off at 70 %',
    needs: fmp4,
    object: inSegment(1, (bytes) => bytes.subarray(0, Math.floor(bytes.length * 0.7))),
  },
  'mp4.offsets': {
    about: 'moves its index in front of the data and leaves the offsets in it as they were',
    needs: whole,
    object: inSegment('all', withOffsetsOf(-1)),
  },
  'mp4.samples_missing': {
    about: 'closes mdat before all pictures are in it',
    needs: fmp4,
    object: inSegment(1, (bytes) =>
      joinBoxes(
        boxesOf(bytes).map(({ type, bytes: box }) => {
          if (type !== 'mdat') return { type, bytes: box };
          const cut = Buffer.from(box.subarray(0, Math.floor(box.length * 0.7)));
          cut.writeUInt32BE(cut.length);
          return { type, bytes: cut };
        }),
      ),
    ),
  },
  'mp4.no_moov': {
    about: 'never finalises its MP4 file',
    needs: whole,
    object: inSegment('all', (bytes) => joinBoxes(boxesOf(bytes).filter(({ type }) => type !== 'moov'))),
  },
  'mp4.no_fragments': {
    about: 'writes media data without the fragment header that describes it',
    needs: fmp4,
    object: inSegment('all', withoutBox('moof')),
  },
  'mp4.sequence': {
    about: 'numbers fragments as if some had been left out',
    needs: fmp4,
    object: inSegment(1, (bytes) => {
      const at = bytes.indexOf('mfhd') + 8;
      bytes.writeUInt32BE(bytes.readUInt32BE(at) + 4, at);
      return bytes;
    }),
  },
  'mp4.tfdt': {
    about: 'subtracts the priming of its sound from the first time',
    needs: fmp4,
    object: inSegment(0, (bytes) => {
      bytes.writeBigInt64BE(-4500n, bytes.indexOf('tfdt') + 8);
      return bytes;
    }),
  },
  'mp4.trun_flags': {
    about: 'promises composition offsets that it does not write',
    needs: fmp4,
    object: inSegment(1, (bytes) => {
      const flags = bytes.indexOf('trun') + 4;
      bytes.writeUInt32BE(bytes.readUInt32BE(flags) | 0x800, flags);
      return bytes;
    }),
  },
  'mp4.data_length': {
    about: 'writes the header of mdat and never its length',
    needs: fmp4,
    object: inSegment(1, (bytes) => {
      bytes.writeUInt32BE(8, bytes.indexOf('mdat') - 4);
      return bytes;
    }),
  },
  'mp4.nal_length_size': {
    about: 'says in avcC that NAL lengths take two bytes, and writes four',
    needs: { ...fmp4, codec: 'h264' },
    object: (object) => (object.kind === 'init' ? { ...object, bytes: withShortLengths(object.bytes) } : object),
  },
  'mp4.last_duration': {
    about: 'gives its last picture a duration of hours',
    needs: whole,
    object: inSegment('all', withLongEnd),
  },
  'mp4.stss': {
    about: 'does not say which pictures are key frames',
    needs: whole,
    object: inSegment('all', withoutBox('stss')),
  },
  'time.start': {
    about: 'begins each file where the one before ended',
    needs: whole,
    group: (group) => ({
      video: group.video.map((frame) => ({ ...frame, pts: frame.pts + seconds(47), dts: frame.dts + seconds(47) })),
      audio: group.audio.map((frame) => ({ ...frame, pts: frame.pts + seconds(47) })),
    }),
  },
  'video.sps_conflict': {
    about: 'writes avcC for another profile than it encodes',
    needs: { ...whole, codec: 'h264' },
    object: inSegment('all', withOtherProfile),
  },
  'mp4.bomb': {
    about: 'writes an impossible number of pictures into its index',
    needs: whole,
    object: inSegment('all', (bytes) => {
      bytes.writeUInt32BE(0x80000000, bytes.indexOf('stsz') + 12);
      return bytes;
    }),
  },
  'mp4.moov_at_end': {
    about: 'writes the index behind the data',
    needs: whole,
    object: inSegment('all', indexBehindData),
  },
  'mp4.hev1': {
    about: 'tags H.265 as hev1',
    needs: { ...fmp4, codec: 'h265' },
    object(object) {
      if (object.kind !== 'init') return object;
      const bytes = Buffer.from(object.bytes);
      bytes.write('hev1', bytes.indexOf('hvc1'), 'latin1');
      return { ...object, bytes };
    },
  },
} as const satisfies Record<string, Fault>;

function withShortLengths(bytes: Uint8Array): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(0xfd, copy.indexOf('avcC') + 8);
  return copy;
}

/** An entry of its own in `stts` for the last picture; everything behind it moves by its eight bytes. */
function withLongEnd(bytes: Buffer): Buffer {
  const at = bytes.indexOf('stts');
  const count = bytes.readUInt32BE(at + 12);
  bytes.writeUInt32BE(2, at + 8);
  bytes.writeUInt32BE(count - 1, at + 12);
  for (const around of ['moov', 'trak', 'mdia', 'minf', 'stbl', 'stts']) {
    const size = bytes.lastIndexOf(around, at) - 4;
    bytes.writeUInt32BE(bytes.readUInt32BE(size) + 8, size);
  }
  for (let table = bytes.indexOf('stco'); table >= 0; table = bytes.indexOf('stco', table + 4))
    for (let entry = 0; entry < bytes.readUInt32BE(table + 8); entry++) {
      const place = table + 12 + entry * 4;
      bytes.writeUInt32BE(bytes.readUInt32BE(place) + 8, place);
    }
  const last = Buffer.alloc(8);
  last.writeUInt32BE(1);
  last.writeUInt32BE(0x7fffffff, 4);
  return Buffer.concat([bytes.subarray(0, at + 20), last, bytes.subarray(at + 20)]);
}

/**
 * The stream keeps its SPS, in place of the encoder's name in the first picture, which nobody needs; that of the sample
 * entry says Baseline.
 */
function withOtherProfile(bytes: Buffer): Buffer {
  const entry = bytes.indexOf('avcC') + 10;
  const sps = bytes.subarray(entry + 2, entry + 2 + bytes.readUInt16BE(entry));
  const picture = bytes.indexOf('mdat') + 4;
  const rest = bytes.readUInt32BE(picture) - 4 - sps.length;
  bytes.writeUInt32BE(sps.length, picture);
  sps.copy(bytes, picture + 4);
  bytes.writeUInt32BE(rest, picture + 4 + sps.length);
  bytes.fill(0xff, picture + 8 + sps.length, picture + 8 + sps.length + rest);
  bytes[picture + 8 + sps.length] = FILLER;
  sps[1] = BASELINE;
  return bytes;
}

const FILLER = 12;
const BASELINE = 66;

/** Chunk offsets that go up by so many lengths of `moov`. */
function withOffsetsOf(lengths: number) {
  return (bytes: Buffer): Buffer => {
    const moov = boxesOf(bytes).find(({ type }) => type === 'moov')?.bytes.length ?? 0;
    for (let at = bytes.indexOf('stco'); at >= 0; at = bytes.indexOf('stco', at + 4))
      for (let entry = 0; entry < bytes.readUInt32BE(at + 8); entry++) {
        const place = at + 12 + entry * 4;
        bytes.writeUInt32BE(bytes.readUInt32BE(place) + moov * lengths, place);
      }
    return bytes;
  };
}

/** Moves `moov` to the end; its chunk offsets go down by its length. */
function indexBehindData(bytes: Buffer): Buffer {
  const boxes = boxesOf(withOffsetsOf(-1)(bytes));
  const moov = boxes.find(({ type }) => type === 'moov')?.bytes;
  return moov === undefined ? bytes : Buffer.concat([joinBoxes(boxes.filter(({ type }) => type !== 'moov')), moov]);
}
