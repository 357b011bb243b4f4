import type { Group, VideoFormat } from '../encode/frames.ts';
import { box, fullBox, u32, u64 } from './boxes.ts';
import { AUDIO_TRACK, movie, type Sample, type Track, tracksOf, VIDEO_TRACK } from './movie.ts';

const KEY_SAMPLE = 0x02000000;
const OTHER_SAMPLE = 0x01010000;

/** Writes fragmented MP4 (CMAF): one initialisation segment, then a fragment per group. */
export class Fmp4Muxer {
  readonly #format: VideoFormat;
  #sequence = 0;

  constructor(format: VideoFormat) {
    this.#format = format;
  }

  /** The initialisation segment; the first group tells parameter sets and tracks. */
  init(group: Group): Buffer {
    const [firstKey] = group.video;
    if (firstKey === undefined) throw new Error('A group without a picture has no parameter sets.');
    const empty = [
      fullBox('stts', 0, 0, u32(0)),
      fullBox('stsc', 0, 0, u32(0)),
      fullBox('stsz', 0, 0, u32(0, 0)),
      fullBox('stco', 0, 0, u32(0)),
    ];
    const tracks = [
      { id: VIDEO_TRACK, kind: 'video' as const, duration: 0, tables: empty },
      ...(group.audio.length > 0 ? [{ id: AUDIO_TRACK, kind: 'audio' as const, duration: 0, tables: empty }] : []),
    ];
    const brands = Buffer.from('iso6\0\0\0\0iso6cmfcmp41', 'latin1');
    return Buffer.concat([box('ftyp', brands), movie(this.#format, firstKey, tracks, true)]);
  }

  segment(group: Group): Buffer {
    this.#sequence += 1;
    const tracks = tracksOf(this.#format, group);
    const data = tracks.flatMap(({ samples }) => samples.map((sample) => sample.data));
    // The offsets count from the start of `moof`, whose length does not depend on them.
    const length = this.#fragment(tracks, 0).length;
    return Buffer.concat([this.#fragment(tracks, length + 8), box('mdat', ...data)]);
  }

  #fragment(tracks: readonly Track[], dataStart: number): Buffer {
    let offset = dataStart;
    const fragments = tracks.map(({ id, samples }) => {
      const run = trackFragment(id, samples, offset);
      offset += samples.reduce((total, { data }) => total + data.length, 0);
      return run;
    });
    return box('moof', fullBox('mfhd', 0, 0, u32(this.#sequence)), ...fragments);
  }
}

function trackFragment(id: number, samples: readonly Sample[], dataOffset: number): Buffer {
  const flags = 0x1 | 0x100 | 0x200 | 0x400 | 0x800; // offset; per sample: duration, size, flags, composition offset
  const entries = samples.map(({ duration, data, key, offset }) =>
    u32(Math.round(duration), data.length, key ? KEY_SAMPLE : OTHER_SAMPLE, Math.round(offset)),
  );
  return box(
    'traf',
    fullBox('tfhd', 0, 0x020000, u32(id)),
    fullBox('tfdt', 1, 0, u64(samples[0]?.dts ?? 0)),
    fullBox('trun', 1, flags, u32(samples.length, dataOffset), ...entries),
  );
}
