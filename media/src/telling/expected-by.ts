import type { Finding } from '@kaitong/contract/checks';
import { shiftOf } from '../timeline/stamps-told.ts';
import type { ToldField } from './tell.ts';

type Field = Pick<ToldField, 'name' | 'value'>;

const STREAM_TYPES = { h264: 0x1b, h265: 0x24 } as const;

/** What a field had to be by the finding itself, where no parser knows it; undefined: nothing is said of it. */
export function expectedBy(finding: Finding, { name, value }: Field): ToldField['expected'] {
  const { code, measured, limit } = finding;
  switch (code) {
    case 'time.backwards':
    case 'time.mixed_sessions':
    case 'time.outlier': {
      const shift = name === 'PTS' || name === 'DTS' ? shiftOf(finding) : null;
      return shift === null || typeof value !== 'number' ? undefined : inClock(value - Math.round(shift * 90));
    }
    case 'mp4.hev1':
      return name === 'type' && value === 'hev1' ? 'hvc1' : undefined;
    case 'ts.stream_type': {
      const types: readonly number[] = Object.values(STREAM_TYPES);
      const isVideo = name === 'stream_type' && typeof value === 'number' && types.includes(value);
      return isVideo && (measured === 'h264' || measured === 'h265') ? STREAM_TYPES[measured] : undefined;
    }
    case 'mp4.nal_length_size':
      return name === 'lengthSizeMinusOne' && typeof measured === 'number' ? measured - 1 : undefined;
    case 'mp4.data_length':
      return name === 'size' && value === measured && typeof limit === 'number' ? limit : undefined;
    case 'video.level':
      return name in LEVELS ? Math.round(Number(measured) * (LEVELS[name] ?? 0)) : undefined;
    default:
      return undefined;
  }
}

/** Of 33 bits. */
const inClock = (ticks: number): number => ((ticks % 2 ** 33) + 2 ** 33) % 2 ** 33;

/** level_idc is ten times the level (H.264 A.3), general_level_idc thirty times (H.265 A.4). */
const LEVELS: Record<string, number> = { level_idc: 10, general_level_idc: 30 };
