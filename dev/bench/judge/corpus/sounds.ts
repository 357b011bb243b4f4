import type { Clip } from '../clip.ts';
import { asMade, type Break, bases, broken, onBytes } from './breaks.ts';
import { avc, type Make } from './makes.ts';
import { withNumber } from './mp4-edit.ts';
import type { ProgramMake } from './programs.ts';
import * as ts from './ts-edit.ts';

const wholeMp4 = avc('base: MP4 with AAC', { mux: 'mp4, fast start', sound: 'AAC 16 kHz' });

const fragmentedMp4 = avc('base: fragmented MP4 with AAC', { mux: 'mp4, fragmented', sound: 'AAC 16 kHz' });

const seconds = (count: number): number => count * 90_000;
const SECONDS = 6;

/** One of their own, since a setting makes ten good clips at most. */
const PRESETS = { ts: 'superfast', mp4: 'faster', mov: 'fast' } as const;

/** Sound with another encoder or container than the corpus has otherwise, made by FFmpeg's own command. */
function bySound(name: string, format: 'ts' | 'mp4' | 'mov', graph: string, ...options: string[]): ProgramMake {
  const picture = ['-f', 'lavfi', '-i', `testsrc2=s=320x180:r=15:d=${SECONDS}`];
  const setting = ['-c:v', 'libx264', '-preset', PRESETS[format], '-g', '30', '-bf', '0'];
  return {
    name: `sound: ${name}`,
    ...{ codec: 'h264', container: format === 'ts' ? 'ts' : 'mp4', width: 320, height: 180, seconds: SECONDS },
    setting: setting.join(' '),
    programs: ['ffmpeg'],
    commands: [
      [
        'ffmpeg',
        ...[
          '-v',
          'error',
          ...picture,
          '-f',
          'lavfi',
          '-i',
          graph,
          ...setting,
          '-pix_fmt',
          'yuv420p',
          ...options,
          '-f',
          format === 'ts' ? 'mpegts' : format,
          'clip.bin',
        ],
      ],
    ],
  };
}

const tone = (rate: number): string => `sine=f=440:r=${rate}:d=${SECONDS}`;
const noise = (amplitude: number): string => `anoisesrc=r=16000:a=${amplitude}:d=${SECONDS}:seed=1`;
const LIMITED = `${noise(1)},volume=8,alimiter=limit=0.9:level=0`;
/** As telephones have it. */
const g711 = (graph: string): string => `${graph},aresample=8000`;

/** Good sound that is odd. */
export const soundMakes: readonly ProgramMake[] = [
  bySound('8 kHz mono at 12 kb/s', 'ts', tone(8000), '-c:a', 'aac', '-ac', '1', '-b:a', '12k'),
  bySound('AAC in LATM', 'ts', tone(16_000), '-c:a', 'aac', '-mpegts_flags', 'latm'),
  bySound('Opus in MP4', 'mp4', tone(48_000), '-c:a', 'libopus'),
  bySound('MP3 in MP4', 'mp4', tone(44_100), '-c:a', 'libmp3lame'),
  bySound('AAC Main, 44.1 kHz stereo', 'ts', tone(44_100), '-c:a', 'aac', '-profile:a', 'aac_main', '-ac', '2'),
  bySound('priming by an edit list, 11.025 kHz', 'mp4', tone(11_025), '-c:a', 'aac'),
  bySound('a quiet night', 'ts', noise(0.002), '-c:a', 'aac', '-b:a', '24k'),
  bySound('a noise gate', 'ts', `${noise(0.3)},volume=0:enable='lt(mod(t,2),1.2)'`, '-c:a', 'aac'),
  bySound('loud, with a limiter', 'ts', LIMITED, '-c:a', 'aac'),
  bySound('one of two channels is silent', 'mp4', `${tone(16_000)},pan=stereo|c1=c0`, '-c:a', 'aac'),
  bySound('a muted microphone', 'mp4', `anullsrc=r=16000:cl=mono:d=${SECONDS}`, '-c:a', 'aac'),
  bySound(
    'equal packets of a muted microphone',
    'ts',
    `anullsrc=r=16000:cl=mono:d=${SECONDS}`,
    ...['-c:a', 'aac', '-pes_payload_size', '0'],
  ),
  bySound('G.711, a quiet night', 'mov', g711(noise(0.004)), '-c:a', 'pcm_alaw'),
  bySound('G.711, a noise gate', 'mov', g711(`${noise(0.3)},volume=0:enable='lt(mod(t,2),1.2)'`), '-c:a', 'pcm_mulaw'),
  bySound('G.711, loud, with a limiter', 'mov', g711(LIMITED), '-c:a', 'pcm_alaw'),
  bySound('one packet a frame', 'ts', tone(16_000), '-c:a', 'aac', '-pes_payload_size', '0'),
];

/** Players go by the configuration in esds. */
const otherEntryRate = withNumber('mp4a', 28, 8000 << 16);

type OddSound = { name: string; make: Make; change: (clip: Clip) => Clip };

/** Good clips whose sound pauses, as voice detection makes it. */
export const oddSounds: readonly OddSound[] = [
  {
    name: 'sound: voice detection, two words',
    make: bases.ts,
    change: onBytes(ts.withoutSounds((index) => index > 4 && index % 30 < 20)),
  },
  {
    name: 'sound: voice detection, silent until the end',
    make: bases.tsSegments,
    change: onBytes(ts.withoutSounds((index) => index < 20)),
  },
  { name: 'sound: another rate in mp4a than in esds', make: wholeMp4, change: onBytes(otherEntryRate) },
];

const loud = (rate: number): string => `anoisesrc=r=${rate}:a=1:d=6:c=pink:seed=1,volume=12,aformat=sample_fmts=s16`;

export const soundBreaks: readonly Break[] = [
  broken('audio.backwards', 'sound steps back 0.8 s', bases.ts, onBytes(ts.later(ts.SOUND, -seconds(0.8), 4))),
  broken(
    'audio.backwards',
    'sound of the second segment 1 s early',
    bases.tsSegments,
    onBytes(ts.later(ts.SOUND, -seconds(1)), 1),
  ),
  broken('audio.gap', 'sound jumps 10 hours ahead', bases.ts, onBytes(ts.later(ts.SOUND, seconds(35_480), 4))),
  broken('audio.gap', 'sound jumps 3 s ahead', bases.ts, onBytes(ts.later(ts.SOUND, seconds(3), 3))),
  broken(
    'audio.gap',
    'sound of the second segment 4 s ahead',
    bases.fmp4,
    onBytes((bytes) => withNumber('tfdt', 12, bytes.readUInt32BE(nth(bytes, 'tfdt', 1) + 12) + 64_000, 1)(bytes), 2),
  ),
  broken(
    'audio.gap',
    'sound is left out for a second',
    bases.ts,
    onBytes(ts.withoutSounds((at) => at > 20 && at < 40)),
  ),
  broken('audio.time', 'all sound within milliseconds', bases.ts, onBytes(ts.moved(ts.SOUND, stampedAtOnce))),
  broken('audio.time', 'sound stamped at 1.3 × its speed', bases.ts, onBytes(ts.moved(ts.SOUND, stampedFast))),
  broken('audio.time', 'ADTS headers of 48 kHz on sound of 16 kHz', bases.ts, onBytes(ts.withAdtsRate(3))),
  broken('audio.config', 'object type 0', wholeMp4, onBytes(withConfig(() => 0x0408))),
  broken('audio.config', 'a reserved rate, fMP4', bases.fmp4, onBytes(withConfig(rateOf(13)), 0)),
  broken('audio.config', 'none in esds, fragmented', fragmentedMp4, onBytes(withoutConfig)),
  broken('audio.rate', '48 kHz in esds of 16 kHz', wholeMp4, onBytes(withConfig(rateOf(3)))),
  broken('audio.rate', '8 kHz in esds of 16 kHz, fMP4', bases.fmp4, onBytes(withConfig(rateOf(11)), 0)),
  broken('audio.rate', '64 kHz', avc('AAC at 64 kHz', { sound: 'AAC 64 kHz' }), asMade),
  broken('audio.decode', 'random bytes in all frames', bases.ts, onBytes(ts.scrambleSound(0, 1000))),
  broken('audio.decode', 'random bytes in two segments', bases.tsSegments, onBytes(ts.scrambleSound(4, 30))),
  broken('audio.decode', 'three frames overwritten', bases.ts, onBytes(ts.scrambleSound(20, 25))),
  ...(['ts', 'fmp4 segments'] as const).flatMap((mux) => [
    broken('audio.silent', `zeros, ${mux}`, heard('anullsrc=r=16000:d=6', 'AAC 16 kHz', mux), asMade),
    broken('audio.clipped', `too much gain, ${mux}`, heard(loud(16_000), 'AAC 16 kHz', mux), asMade),
  ]),
  ...(['G.711 A-law', 'G.711 μ-law'] as const).flatMap((sound) => [
    broken('audio.silent', `zeros, ${sound}`, heard('anullsrc=r=8000:d=6', sound, 'mov, fast start'), asMade),
    broken('audio.clipped', `too much gain, ${sound}`, heard(loud(8000), sound, 'mov, fast start'), asMade),
  ]),
  broken('audio.absent', 'in PMT only', bases.ts, onBytes(ts.withoutPids(ts.SOUND))),
  broken('audio.absent', 'in moov only', bases.fmp4, onBytes(withoutSoundRuns)),
  broken('audio.absent', 'gone in the second segment', bases.tsSegments, onBytes(ts.withoutPids(ts.SOUND), 1)),
];

/** The same picture with other sound, for six seconds. */
function heard(
  graph: string,
  sound: 'AAC 16 kHz' | 'G.711 A-law' | 'G.711 μ-law',
  mux: 'ts' | 'mov, fast start' | 'fmp4 segments',
): Make {
  const made = avc(`sound of ${graph}, ${mux}`, { sound, mux, seconds: 6 });
  const { recipe } = made;
  return { ...made, recipe: { ...recipe, ...(recipe.sound && { sound: { ...recipe.sound, graph } }) } };
}

/** Each frame of this sound is a packet. */
const PACKET_TICKS = 5760;
function stampedAtOnce(index: number): number {
  return -index * PACKET_TICKS;
}
function stampedFast(index: number): number {
  return -Math.round(index * PACKET_TICKS * 0.3);
}

function nth(bytes: Buffer, type: string, index: number): number {
  let at = bytes.indexOf(type);
  for (let i = 0; i < index; i++) at = bytes.indexOf(type, at + 4);
  return at;
}

/** Where the DecoderSpecificInfo of the sound begins, with its tag and four bytes of length. */
const configAt = (bytes: Buffer): number => bytes.indexOf(Buffer.from([0x05, 0x80, 0x80, 0x80]), bytes.indexOf('esds'));

/** Another AudioSpecificConfig. */
function withConfig(change: (config: number) => number) {
  return (bytes: Buffer): Buffer => {
    const copy = Buffer.from(bytes);
    const at = configAt(copy) + 5;
    copy.writeUInt16BE(change(copy.readUInt16BE(at)), at);
    return copy;
  };
}

/** Of another sampling rate, by its index. */
function rateOf(index: number) {
  return (config: number): number => (config & 0xf87f) | (index << 7);
}

/** With something else where it stood, as the tag says (ISO/IEC 14496-1, 7.2.2.1). */
function withoutConfig(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy[configAt(copy)] = 0x13;
  return copy;
}

/** Fragments without the runs of their second track. */
function withoutSoundRuns(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  for (let at = copy.indexOf('trun'), index = 0; at >= 0; at = copy.indexOf('trun', at + 4), index++)
    if (index % 2 === 1) copy.write('free', at, 'latin1');
  return copy;
}
