// MP4 of which boxes are missing, exchanged or in pieces, and segments that begin with what the one before ended with.
import { type Clip, describe } from '../clip.ts';
import { type Break, bases, broken, onBytes } from './breaks.ts';
import { avc, hevc } from './makes.ts';
import { inEach, onBoxes, renamed, withoutBoxes } from './mp4-edit.ts';
import * as ts from './ts-edit.ts';

const withSound = avc('fragments with sound', { mux: 'mp4, fragmented', sound: 'AAC 16 kHz' });
const threeSegments = avc('three fMP4 segments', { mux: 'fmp4 segments', seconds: 6 });
const threeOfTs = avc('three segments of MPEG-TS', { mux: 'ts segments', seconds: 6, sound: 'AAC 16 kHz' });
const threeOfHevc = hevc('three segments of MPEG-TS, H.265', { mux: 'ts segments', seconds: 6 });
const tables = avc('an index of two tracks', { mux: 'mp4', sound: 'AAC 16 kHz' });
const hevcMp4 = hevc('H.265 in MP4', { mux: 'mp4, fast start' });

const sized = (type: string, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
};

/** The children of a box, each whole. */
function childrenOf(box: Buffer): Buffer[] {
  const children: Buffer[] = [];
  for (let at = 8; at + 8 <= box.length; at += box.readUInt32BE(at))
    children.push(box.subarray(at, at + box.readUInt32BE(at)));
  return children;
}

/** Two boxes `moov`: what is known of the movie and its first track, then the rest. */
const inPieces = onBoxes(({ type, bytes }) => {
  if (type !== 'moov') return bytes;
  const children = childrenOf(bytes);
  const first = children.findIndex((child) => child.toString('latin1', 4, 8) === 'trak') + 1;
  return Buffer.concat([sized('moov', ...children.slice(0, first)), sized('moov', ...children.slice(first))]);
});

/** `mdat` of two segments, exchanged. */
const withDataOf =
  (order: (index: number) => number | null) =>
  (clip: Clip): Clip => {
    const data = clip.uploads.map(({ bytes }) => withoutBoxes('ftyp', 'styp', 'moov', 'sidx', 'moof')(bytes));
    return {
      ...clip,
      uploads: clip.uploads.map(({ object, bytes: own }, at) => {
        if (object.kind === 'init') return { object, bytes: own };
        const bytes = Buffer.concat([withoutBoxes('mdat')(own), data[order(at) ?? -1] ?? Buffer.alloc(0)]);
        return { object: describe(object.n, { ...object, bytes }, null), bytes };
      }),
    };
  };

const exchanged = inEach('tfhd', (copy, at) => copy.writeUInt32BE(3 - copy.readUInt32BE(at + 8), at + 8));

/** No `tfhd` says how long a sample lasts, and `trex` says 0. */
const withoutDurations = (bytes: Buffer): Buffer => {
  const copy = inEach('tfhd', (file, at) => {
    if (file.readUInt32BE(at + 4) & 8) file.writeUInt32BE(0, at + 12 + (file.readUInt32BE(at + 4) & 1 ? 8 : 0));
  })(bytes);
  return inEach('trex', (file, at) => file.writeUInt32BE(0, at + 16))(copy);
};

/** Begins each segment but the first with the last picture of the one before. */
function withLastPictures(clip: Clip): Clip {
  let carried: ts.Packet[] = [];
  const uploads = clip.uploads.map(({ object, bytes: own }) => {
    const packets = ts.packetsOf(own);
    const isVideo = (packet: ts.Packet): boolean => ts.pidOf(packet) === ts.VIDEO;
    const first = packets.findIndex(isVideo);
    const bytes = Buffer.concat([...packets.slice(0, first), ...carried, ...packets.slice(first)]);
    carried = packets.slice(packets.findLastIndex((packet) => isVideo(packet) && ts.isStart(packet))).filter(isVideo);
    return { object, bytes };
  });
  const counters = new Map<number, number>();
  return {
    ...clip,
    uploads: uploads.map(({ object, bytes: own }) => {
      const bytes = ts.counted(ts.packetsOf(own), counters);
      return { object: describe(object.n, { ...object, bytes }, null), bytes };
    }),
  };
}

const named = (bytes: Buffer): Buffer => renamed('hvc1', 'avc1')(renamed('hev1', 'avc1')(bytes));

export const boxBreaks: readonly Break[] = [
  ...([bases.mp4, bases.fragmented] as const).map((make) =>
    broken('video.param_sets', `no avcC, ${make.name}`, make, onBytes(renamed('avcC', 'free'))),
  ),
  broken('video.param_sets', 'no avcC in the init segment', bases.fmp4, onBytes(renamed('avcC', 'free'), 0)),
  broken('video.param_sets', 'no hvcC', hevcMp4, onBytes(renamed('hvcC', 'free'))),
  broken('video.codec_mismatch', 'hvcC in avc1', hevcMp4, onBytes(named)),
  broken('video.codec_mismatch', 'hvcC in avc1 of the init segment', bases.hevcFmp4, onBytes(named, 0)),
  broken('mp4.no_moov', 'moov in pieces, fragmented', withSound, onBytes(inPieces)),
  broken('mp4.no_moov', 'moov in pieces', tables, onBytes(inPieces)),
  broken(
    'mp4.samples_missing',
    'a segment without its mdat',
    threeSegments,
    withDataOf((at) => (at === 2 ? null : at)),
  ),
  broken(
    'mp4.data_length',
    'mdat of two segments exchanged',
    threeSegments,
    withDataOf((at) => (at === 2 ? 3 : at === 3 ? 2 : at)),
  ),
  broken(
    'mp4.data_length',
    'mdat of the segment before',
    threeSegments,
    withDataOf((at) => (at === 2 ? 1 : at)),
  ),
  broken('mp4.offsets', "picture and sound under each other's track_ID", withSound, onBytes(exchanged)),
  ...([bases.fragmented, withSound, threeSegments] as const).map((make) =>
    broken('time.duplicate', `pictures that last nothing, ${make.name}`, make, (clip) =>
      onBytes(withoutDurations)(onBytes(withoutDurations, 0)(clip)),
    ),
  ),
  ...([threeOfTs, threeOfHevc] as const).map((make) =>
    broken('video.duplicate', `segments that begin with the last picture, ${make.name}`, make, withLastPictures),
  ),
];
