import type { TrackFacts } from '../facts.ts';
import { toHex } from '../hex.ts';
import { isFault, readAudioConfiguration } from '../sound/audio-configuration.ts';
import { type Box, type Fields, findBox, listBoxes } from './boxes.ts';

export type AudioEntry = Pick<
  TrackFacts,
  'codec' | 'sampleRate' | 'channels' | 'soundUnit' | 'configuration' | 'unusable' | 'entryRate'
>;

const NAMES: Record<string, string> = {
  alaw: 'g711a',
  ulaw: 'g711u',
  'ac-3': 'ac3',
  'ec-3': 'eac3',
  Opus: 'opus',
  '.mp3': 'mp3',
  fLaC: 'flac',
};

/** What an AudioSampleEntry says (ISO/IEC 14496-12, 12.2.3). */
export function readAudioEntry(file: Fields, entry: Box): AudioEntry {
  const sampleRate = file.u16(entry.body + 24, 'samplerate') || null;
  const channels = file.u16(entry.body + 16, 'channelcount') || null;
  const codec = NAMES[entry.type] ?? entry.type.trim();
  if (codec === 'g711a' || codec === 'g711u') {
    // A byte a sample, whatever the container takes for one of its own samples.
    const bytesPerSecond = (sampleRate ?? 8000) * (channels ?? 1);
    return { codec, sampleRate, channels, soundUnit: { of: 'byte', ms: 1000 / bytesPerSecond } };
  }
  if (entry.type !== 'mp4a') return { codec, sampleRate, channels, soundUnit: null };
  // QuickTime's versions 1 and 2 add fields in front of the boxes.
  const version = file.u16(entry.body + 8);
  const fields = version === 1 ? 44 : version === 2 ? 64 : 28;
  const children = listBoxes(file, entry.body + fields, entry.end);
  // QuickTime puts the descriptor into a box of its own.
  const wave = findBox(children, 'wave');
  const esds = findBox(wave ? listBoxes(file, wave.body, wave.end) : children, 'esds');
  const { type, at } = esds ? readDescriptor(file, esds) : NO_DESCRIPTOR;
  const own = esds && at ? file.bytes.subarray(at.from, at.to) : null;
  const configuration = own && at ? readAudioConfiguration(own, at.from) : ('missing' as const);
  // 0x40 and 0x66–0x68 are AAC, 0x69 and 0x6b MPEG audio (MP4 registration authority); no esds: take its word.
  const name =
    type === 0x69 || type === 0x6b ? 'mp3' : type === undefined || isAac(type) ? 'aac' : `mp4a.${type.toString(16)}`;
  if (name !== 'aac') return { codec: name, sampleRate, channels, soundUnit: null };
  if (configuration === 'missing' || isFault(configuration)) {
    const unusable = { why: configuration, offset: at?.from ?? esds?.start ?? entry.start };
    return { codec: name, sampleRate, channels, soundUnit: usualUnit(sampleRate), unusable };
  }
  const { rate, frameSamples } = configuration;
  const soundUnit = frameSamples === null ? null : ({ of: 'frame', ms: (frameSamples * 1000) / rate } as const);
  const said = { box: 'esds', offset: at?.from ?? 0, hex: toHex(own?.subarray(0, SHOWN_BYTES) ?? new Uint8Array()) };
  return { codec: name, sampleRate: rate, channels, soundUnit, configuration: said, entryRate: sampleRate };
}

/** A frame of AAC at the rate of the sample entry, where nothing else says it. */
const usualUnit = (rate: number | null): AudioEntry['soundUnit'] =>
  rate === null ? null : { of: 'frame', ms: (1024 * 1000) / rate };

/** Object type, rate and channels: what follows is of one codec or another. */
const SHOWN_BYTES = 2;

const isAac = (type: number): boolean => type === 0x40 || (type >= 0x66 && type <= 0x68);

/** `at`: the decoder's own configuration. */
type Descriptor = { type: number | undefined; at: { from: number; to: number } | null };

const NO_DESCRIPTOR: Descriptor = { type: undefined, at: null };

/** Object type and configuration of the first DecoderConfigDescriptor (ISO/IEC 14496-1, 7.2.6). */
function readDescriptor(file: Fields, esds: Box): Descriptor {
  let at = esds.body + 4;
  const readLength = (): number => {
    let length = 0;
    for (let i = 0; i < 4; i++) {
      const byte = file.u8(at++);
      length = length * 128 + (byte & 127);
      if (!(byte & 0x80)) break;
    }
    return length;
  };
  if (file.u8(at++) !== 3) return NO_DESCRIPTOR;
  readLength();
  const flags = file.u8(at + 2);
  at += 3 + (flags & 0x80 ? 2 : 0) + (flags & 0x20 ? 2 : 0);
  if (flags & 0x40) at += 1 + file.u8(at);
  if (at >= esds.end || file.u8(at++) !== 4) return NO_DESCRIPTOR;
  readLength();
  if (at >= esds.end) return NO_DESCRIPTOR;
  const type = file.u8(at, 'objectTypeIndication');
  // Object type, stream type, buffer size and two bitrates come before the decoder's own configuration.
  at += 13;
  if (at >= esds.end || file.u8(at++) !== 5) return { type, at: null };
  const length = readLength();
  return { type, at: { from: at, to: Math.min(at + length, esds.end) } };
}
