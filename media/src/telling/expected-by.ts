import type { Finding } from '@kaitong/contract/checks';
import type { ToldField } from './tell.ts';

type Field = Pick<ToldField, 'name' | 'value'>;

const STREAM_TYPES = { h264: 0x1b, h265: 0x24 } as const;

/** What a field had to be by the finding itself, where no parser knows it; undefined: nothing is said of it. */
export function expectedBy({ code, measured, limit }: Finding, { name, value }: Field): number | undefined {
  switch (code) {
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

/** level_idc is ten times the level (H.264 A.3), general_level_idc thirty times (H.265 A.4). */
const LEVELS: Record<string, number> = { level_idc: 10, general_level_idc: 30 };
