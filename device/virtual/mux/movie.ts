import { type AudioFrame, type Group, TICKS, type VideoFormat, type VideoFrame } from '../encode/frames.ts';
import { isParameterSet, kindOfNal, lengthPrefixed, splitNals } from './annex-b.ts';
import { box, fullBox, IDENTITY_MATRIX, u16, u32 } from './boxes.ts';
import { audioEntry, videoEntry } from './sample-entry.ts';

/** One sample as MP4 holds it. Times in ticks: one time scale for all tracks. */
export type Sample = { data: Buffer; key: boolean; dts: number; offset: number; duration: number };
export type Track = { id: number; kind: 'video' | 'audio'; samples: Sample[] };

export const VIDEO_TRACK = 1;
export const AUDIO_TRACK = 2;

/** The samples of a group per track. Parameter sets are left out: they stand in the sample entry. */
export function tracksOf(format: VideoFormat, group: Group): Track[] {
  const video = group.video.map(
    (frame): Sample => ({
      data: lengthPrefixed(pictureNals(format, frame)),
      key: frame.key,
      dts: frame.dts,
      offset: frame.pts - frame.dts,
      duration: frame.duration,
    }),
  );
  const audio = group.audio.map(
    ({ data, pts, duration }: AudioFrame): Sample => ({
      data: Buffer.from(data),
      key: true,
      dts: pts,
      offset: 0,
      duration,
    }),
  );
  const tracks: Track[] = [{ id: VIDEO_TRACK, kind: 'video', samples: video }];
  return audio.length > 0 ? [...tracks, { id: AUDIO_TRACK, kind: 'audio', samples: audio }] : tracks;
}

function pictureNals({ codec }: VideoFormat, { data }: VideoFrame): Uint8Array[] {
  return splitNals(data).filter((nal) => !isParameterSet(codec, nal) && kindOfNal(codec, nal) !== 'delimiter');
}

export type MovieTrack = { id: number; kind: Track['kind']; duration: number; tables: Buffer[] };

/** `moov`. With sample tables for a finished file, with empty ones (and `mvex`) for a fragmented one. */
export function movie(
  format: VideoFormat,
  firstKey: VideoFrame,
  tracks: readonly MovieTrack[],
  fragmented: boolean,
): Buffer {
  const duration = Math.max(...tracks.map((track) => track.duration));
  return box(
    'moov',
    fullBox(
      'mvhd',
      0,
      0,
      u32(0, 0, TICKS, duration, 0x10000),
      u16(0x100),
      Buffer.alloc(10),
      IDENTITY_MATRIX,
      Buffer.alloc(24),
      u32(tracks.length + 1),
    ),
    ...tracks.map((track) => trackBox(format, firstKey, track)),
    ...(fragmented ? [box('mvex', ...tracks.map(({ id }) => fullBox('trex', 0, 0, u32(id, 1, 0, 0, 0))))] : []),
  );
}

function trackBox(format: VideoFormat, firstKey: VideoFrame, { id, kind, duration, tables }: MovieTrack): Buffer {
  const isVideo = kind === 'video';
  const size = isVideo ? u32(format.width * 0x10000, format.height * 0x10000) : u32(0, 0);
  const entry = isVideo ? videoEntry(format, splitNals(firstKey.data)) : audioEntry();
  return box(
    'trak',
    fullBox('tkhd', 0, 3, u32(0, 0, id, 0, duration, 0, 0), u16(0, 0, isVideo ? 0 : 0x100, 0), IDENTITY_MATRIX, size),
    box(
      'mdia',
      fullBox('mdhd', 0, 0, u32(0, 0, TICKS, duration), u16(0x55c4, 0)),
      fullBox('hdlr', 0, 0, u32(0), Buffer.from(isVideo ? 'vide' : 'soun'), Buffer.alloc(12), Buffer.from('kaitong\0')),
      box(
        'minf',
        isVideo ? fullBox('vmhd', 0, 1, Buffer.alloc(8)) : fullBox('smhd', 0, 0, Buffer.alloc(4)),
        box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1))),
        box('stbl', fullBox('stsd', 0, 0, u32(1), entry), ...tables),
      ),
    ),
  );
}
