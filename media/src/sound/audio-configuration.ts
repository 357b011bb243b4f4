import { BitReader } from '../bitstream/bit-reader.ts';
import { tellField } from '../telling/tell.ts';

/** Sampling rates by their index (ISO/IEC 14496-3, Table 1.18). */
export const AAC_RATES: readonly number[] = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000, 7350,
];

/** Rates of which a decoder divides the spectrum alike (4.5.4): it decodes the sound of one as that of another, and says nothing. */
const SAME_BANDS: readonly (readonly number[])[] = [
  [96_000, 88_200],
  [48_000, 44_100],
  [24_000, 22_050],
  [16_000, 12_000, 11_025],
];

/** Whether sound of one rate decodes as that of the other. */
export const haveSameBands = (one: number, other: number): boolean =>
  SAME_BANDS.some((rates) => rates.includes(one) && rates.includes(other));

export type AudioConfiguration = {
  /** Of the core coder: half of what is played where spectral band replication (HE-AAC) doubles it. */
  rate: number;
  /** Samples of one frame at that rate; null for object types whose frames are counted otherwise. */
  frameSamples: number | null;
};

/** Why a configuration cannot be used: not whole, or naming no object type or no rate. */
export type ConfigurationFault = 'cut' | 'object_type' | 'rate';

export const isFault = (read: AudioConfiguration | ConfigurationFault): read is ConfigurationFault =>
  typeof read === 'string';

/** Object types with a GASpecificConfig (Table 1.17): AAC Main, LC, SSR, LTP, scalable, and their resilient forms. */
const LONG_FRAMES = new Set([1, 2, 3, 4, 6, 17, 19, 20]);
/** Low delay (23) and enhanced low delay (39) have frames of half the length. */
const SHORT_FRAMES = new Set([23, 39]);
/** Explicit signalling of SBR and PS: a second rate and the object type of the core follow. */
const EXTENDED = new Set([5, 29]);

/** Reads an AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1). `from`: its first byte. */
export function readAudioConfiguration(bytes: Uint8Array, from = 0): AudioConfiguration | ConfigurationFault {
  tellConfiguration(bytes, from);
  const bits = new BitReader(bytes);
  let type = objectType(bits);
  const rate = samplingRate(bits);
  bits.skip(4); // channelConfiguration
  if (EXTENDED.has(type)) {
    samplingRate(bits);
    type = objectType(bits);
  }
  const isShorter = bits.flag();
  if (bits.failed) return 'cut';
  if (type === 0) return 'object_type';
  if (rate === null) return 'rate';
  const isLong = LONG_FRAMES.has(type);
  if (!isLong && !SHORT_FRAMES.has(type)) return { rate, frameSamples: null };
  const samples = isShorter ? 960 : 1024;
  return { rate, frameSamples: isLong ? samples : samples / 2 };
}

/** The usual form, with an object type of five bits and a rate by its index; others are told by their bytes alone. */
function tellConfiguration([first = 0, second = 0]: Uint8Array, from: number): void {
  const [type, index] = [first >> 3, ((first & 7) << 1) | (second >> 7)];
  if (type === 31 || index === 15) return;
  tellField('audioObjectType', from, 1, type);
  tellField('samplingFrequencyIndex', from, 2, index);
  tellField('channelConfiguration', from + 1, 1, (second >> 3) & 15);
}

/** That of AAC LC, in hex; null where no index says the rate. */
export function lowComplexity(rate: number, channels: number): string | null {
  const index = AAC_RATES.indexOf(rate);
  return index < 0 ? null : ((2 << 11) | (index << 7) | (channels << 3)).toString(16).padStart(4, '0');
}

/** Its two first bytes with the index of another rate, in hex; null where they are of another form, or no index fits. */
export function withRate(hex: string, rate: number): string | null {
  const bits = Number.parseInt(hex, 16);
  const index = AAC_RATES.indexOf(rate);
  if (hex.length !== 4 || index < 0 || bits >> 11 === 31 || ((bits >> 7) & 15) === 15) return null;
  return ((bits & ~(15 << 7)) | (index << 7)).toString(16).padStart(4, '0');
}

function objectType(bits: BitReader): number {
  const type = bits.u(5);
  return type === 31 ? 32 + bits.u(6) : type;
}

function samplingRate(bits: BitReader): number | null {
  const index = bits.u(4);
  return index === 15 ? bits.u(24) || null : (AAC_RATES[index] ?? null);
}
