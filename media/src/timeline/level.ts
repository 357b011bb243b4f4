import type { VideoCodec } from '@kaitong/contract/checks';
import type { VideoFormat } from '../facts.ts';

/** A level, its largest picture and the most of them in a second: macroblocks (H.264 Table A-1), luma samples (H.265 Table A.8). */
type Level = readonly [level: number, picture: number, second: number];

const H264: readonly Level[] = [
  [9, 99, 1485], // 1b
  [11, 396, 3000],
  [12, 396, 6000],
  [13, 396, 11_880],
  [21, 792, 19_800],
  [22, 1620, 20_250],
  [30, 1620, 40_500],
  [31, 3600, 108_000],
  [32, 5120, 216_000],
  [40, 8192, 245_760],
  [42, 8704, 522_240],
  [50, 22_080, 589_824],
  [51, 36_864, 983_040],
  [52, 36_864, 2_073_600],
  [60, 139_264, 4_177_920],
];

const H265: readonly Level[] = [
  [10, 36_864, 552_960],
  [20, 122_880, 3_686_400],
  [21, 245_760, 7_372_800],
  [30, 552_960, 16_588_800],
  [31, 983_040, 33_177_600],
  [40, 2_228_224, 66_846_720],
  [41, 2_228_224, 133_693_440],
  [50, 8_912_896, 267_386_880],
  [51, 8_912_896, 534_773_760],
  [52, 8_912_896, 1_069_547_520],
  [60, 35_651_584, 1_069_547_520],
];

/** A rate that is measured, and clocks that are not exact. */
const TOLERANCE = 1.1;

export type LevelTooLow = { needed: string; said: string; cause: 'size' | 'rate' };

/** Whether the level of an SPS is below what its picture size, or that at `fps` (null: unknown), takes. */
export function findLowLevel(codec: VideoCodec, format: VideoFormat, fps: number | null): LevelTooLow | null {
  const levels = codec === 'h264' ? H264 : H265;
  const blocks = (side: number, of: number): number => Math.ceil(side / of);
  const picture =
    codec === 'h264'
      ? blocks(format.width, 16) * blocks(format.height, 16)
      : blocks(format.width, 8) * blocks(format.height, 8) * 64;
  const perSecond = fps === null ? 0 : (picture * fps) / TOLERANCE;
  const bySize = levels.find(([, most]) => picture <= most);
  const byBoth = levels.find(([, most, mostPerSecond]) => picture <= most && perSecond <= mostPerSecond);
  if (!bySize || !byBoth || format.level >= byBoth[0]) return null;
  const cause = format.level < bySize[0] ? 'size' : 'rate';
  return { needed: nameOf(byBoth[0]), said: nameOf(format.level), cause };
}

const nameOf = (level: number): string => (level / 10).toFixed(1);
