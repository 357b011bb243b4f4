import { boxesOf, inSegment, joinBoxes, withoutBox } from './edit.ts';
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
    about: 'writes fragments without their time',
    needs: fmp4,
    object: inSegment('all', withoutBox('tfdt')),
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

/** Moves `moov` to the end; its chunk offsets go down by its length. */
function indexBehindData(bytes: Buffer): Buffer {
  const boxes = boxesOf(bytes);
  const moov = boxes.find(({ type }) => type === 'moov')?.bytes;
  if (moov === undefined) return bytes;
  for (let at = moov.indexOf('stco'); at >= 0; at = moov.indexOf('stco', at + 4)) {
    const count = moov.readUInt32BE(at + 8);
    for (let entry = 0; entry < count; entry++) {
      const place = at + 12 + entry * 4;
      moov.writeUInt32BE(moov.readUInt32BE(place) - moov.length, place);
    }
  }
  return Buffer.concat([joinBoxes(boxes.filter(({ type }) => type !== 'moov')), moov]);
}
