import type { Finding } from '@kaitong/contract/checks';
import type { FindingList } from '../finding-list.ts';
import { spaced } from '../hex.ts';
import { AAC_RATES, withRate } from './audio-configuration.ts';
import type { SoundContext } from './context.ts';
import type { SoundTiming } from './sound-timing.ts';
import type { SoundTrack } from './sound-track.ts';

/** Rates that phones play; AAC at 64, 88.2 or 96 kHz stays silent on every Android. */
export const PLAYED = new Set([8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000]);

/** Reports `audio.rate`. Whether the rate that players go by is not that of the sound: then its length differs too. */
export function checkRate(
  track: SoundTrack,
  timing: SoundTiming,
  context: SoundContext,
  findings: FindingList,
): boolean {
  const { codec, sampleRate } = context;
  if (codec !== 'aac' || sampleRate === null) return false;
  // Without a configuration of its own nothing says another rate.
  const isSaid = context.inMp4 && context.configuration !== undefined;
  const other = isSaid ? (context.headerRate ?? steppedRate(track, timing, sampleRate)) : null;
  if (other !== null && other !== sampleRate) {
    // HE-AAC has the core coder's rate in one place, and in another the double of it, which is played.
    if (sampleRate !== other * 2)
      findings.add('audio.rate', { measured: sampleRate, limit: other, ...placeOf(context, other) });
    return true;
  }
  if (!PLAYED.has(sampleRate))
    findings.add('audio.rate', { severity: 'warning', measured: sampleRate, limit: 'played' });
  return false;
}

/** Of the AudioSpecificConfig that says it; in an init segment that one is named by who knows all objects. */
function placeOf(
  { configuration, entryRate, isConfigurationHere }: SoundContext,
  rate: number,
): Pick<Finding, 'offset' | 'params'> {
  if (!configuration) return { offset: null, params: {} };
  const { offset, hex } = configuration;
  const right = withRate(hex, rate);
  const params = {
    ...(entryRate ? { entryHz: entryRate } : {}),
    ...(right === null ? {} : { byte: offset, old: spaced(hex), new: spaced(right) }),
  };
  return { offset: isConfigurationHere ? offset : null, params };
}

/** The rate at which frames as long as the times of an MP4 say would be whole; null where no usual one fits. */
const steppedRate = ({ unit }: SoundTrack, { drift }: SoundTiming, sampleRate: number): number | null =>
  drift && unit?.of === 'frame' ? fittingRate(sampleRate, drift) : null;

/** At which AAC lasts as long as its stamps say, in place of as its samples do at `sampleRate`; null where none fits. */
export function fittingRate(sampleRate: number, drift: { countedMs: number; stampedMs: number }): number | null {
  const stepped = (sampleRate * drift.countedMs) / Math.max(1, drift.stampedMs);
  return AAC_RATES.find((rate) => Math.abs(stepped / rate - 1) < 0.01) ?? null;
}

/** MPEG-TS does not say the rate of G.711: at 16 kHz there are twice the bytes of 8 kHz. */
export function isOtherG711({ countedMs, stampedMs }: { countedMs: number; stampedMs: number }): boolean {
  const factor = countedMs / Math.max(1, stampedMs);
  return [2, 4, 6].some((whole) => Math.abs(factor / whole - 1) < 0.05);
}
