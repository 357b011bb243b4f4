import type { Finding } from '@kaitong/contract/checks';
import { AAC_RATES } from '../sound/audio-configuration.ts';
import { shiftOf } from '../timeline/stamps-told.ts';
import type { ToldField } from './tell.ts';

type Field = Pick<ToldField, 'name' | 'value'>;

const STREAM_TYPES = { h264: 0x1b, h265: 0x24 } as const;

/**
 * What a field had to be by the finding itself, where no parser knows it; undefined: nothing is said of it. `timescale`:
 * that of the pictures, in MP4.
 */
export function expectedBy(finding: Finding, { name, value }: Field, timescale: number): ToldField['expected'] {
  const { code, measured, limit, offset, params } = finding;
  switch (code) {
    case 'time.start':
      return name === 'baseMediaDecodeTime' ? 0 : undefined;
    case 'time.gap':
    case 'time.backwards':
    case 'time.mixed_sessions':
    case 'time.outlier': {
      const shift = shiftOf(finding);
      if (shift === null || typeof value !== 'number') return undefined;
      if (name === 'PTS' || name === 'DTS') return inClock(value - Math.round(shift * 90));
      // Said of the object, it is about its first fragment; else the parser knows whether that is to blame.
      const isOfObject = name === 'baseMediaDecodeTime' && offset === null;
      return isOfObject ? value - Math.round((shift * timescale) / 1000) : undefined;
    }
    case 'time.duplicate':
      return stampAgain(finding, { name, value });
    case 'mp4.hev1':
      return name === 'type' && value === 'hev1' ? 'hvc1' : undefined;
    case 'video.codec_mismatch': {
      const isEntry = params.why === 'entry' && name === 'type' && value === measured;
      return isEntry && limit !== null ? limit : undefined;
    }
    case 'ts.stream_type': {
      const types: readonly number[] = Object.values(STREAM_TYPES);
      const isVideo = name === 'stream_type' && typeof value === 'number' && types.includes(value);
      return isVideo && (measured === 'h264' || measured === 'h265') ? STREAM_TYPES[measured] : undefined;
    }
    case 'mp4.nal_length_size':
      return name === 'lengthSizeMinusOne' && typeof limit === 'number' ? limit - 1 : undefined;
    case 'audio.rate':
      return rateOf(name, limit);
    case 'audio.time':
      return name === 'sampling_frequency_index' && typeof params.new === 'number' ? params.new : undefined;
    case 'time.no_dts':
      return decodingTimeOf(finding, { name, value });
    case 'mp4.data_length':
      return name === 'size' && value === measured && typeof limit === 'number' ? limit : undefined;
    case 'video.reorder':
      return isReorder(name) && typeof limit === 'number' && Number(value) > limit ? limit : undefined;
    case 'video.sps_conflict':
      return params.what === 'size' ? sizeOf(name, measured) : undefined;
    case 'video.level':
      return name in LEVELS ? Math.round(Number(measured) * (LEVELS[name] ?? 0)) : undefined;
    default:
      return undefined;
  }
}

/** Of the stamp that is there again; where no picture lasts anything, more than nothing. */
function stampAgain(finding: Finding, { name, value }: Field): ToldField['expected'] {
  if (value === 0 && IS_DURATION.test(name)) return '> 0';
  const shift = shiftOf(finding);
  if (shift === null || typeof value !== 'number' || (name !== 'PTS' && name !== 'DTS')) return undefined;
  const isAgain = Math.abs(value - inClock(Math.round(Number(finding.params.stamp) * 90_000))) <= 90;
  return isAgain ? inClock(value - Math.round(shift * 90)) : undefined;
}

const IS_DURATION = /^(?:default_sample_duration|sample_duration\[|sample_delta\[)/;

/** By what counts it: an index, or Hertz; the sample entry has them in 16 of its 32 bits. */
function rateOf(name: string, rate: Finding['limit']): number | undefined {
  if (typeof rate !== 'number') return undefined;
  const index = AAC_RATES.indexOf(rate);
  if (name === 'samplingFrequencyIndex' && index >= 0) return index;
  return name === 'samplerate' && rate < 2 ** 16 ? rate : undefined;
}

/** Of the highest sub-layer in H.265, and of the whole stream in H.264. */
const isReorder = (name: string): boolean => /^(?:max_num_reorder_frames|sps_max_num_reorder_pics\b)/.test(name);

/** In the sample entry, of "640x360". */
function sizeOf(name: string, size: Finding['measured']): number | undefined {
  const [width, height] = String(size).split('x').map(Number);
  return name === 'width' ? width : name === 'height' ? height : undefined;
}

/** The display time is right where it is. */
function decodingTimeOf(finding: Finding, { name, value }: Field): number | undefined {
  const shift = shiftOf(finding);
  if (name === 'PTS_DTS_flags') return 3;
  return name === 'DTS' && shift !== null && typeof value === 'number'
    ? inClock(value - Math.round(shift * 90))
    : undefined;
}

/** Of 33 bits. */
const inClock = (ticks: number): number => ((ticks % 2 ** 33) + 2 ** 33) % 2 ** 33;

/** level_idc is ten times the level (H.264 A.3), general_level_idc thirty times (H.265 A.4). */
const LEVELS: Record<string, number> = { level_idc: 10, general_level_idc: 30 };
