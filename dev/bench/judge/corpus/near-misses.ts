import { randomBytes } from 'node:crypto';
import { type Clip, cbc, describe, encryptedClip, type Upload } from '../clip.ts';
import { asMade, bases, declaring, onBytes } from './breaks.ts';
import { withEntrySize } from './bytes.ts';
import { laterBy } from './containers.ts';
import { withPoc } from './h264-headers.ts';
import { avc, hevc, type Make } from './makes.ts';
import { longHeader, onBoxes, renamed, withNumber, withoutBoxes } from './mp4-edit.ts';
import { withLengths } from './muxers.ts';
import * as ts from './ts-edit.ts';
import * as legal from './ts-legal.ts';

/** A good clip that comes near to being broken: what a rule must let pass. */
export type NearMiss = { name: string; make: Make; change: (clip: Clip) => Clip | Promise<Clip> };

const near = (name: string, make: Make, change: NearMiss['change'] = asMade): NearMiss => ({
  name: `near: ${name}`,
  make,
  change,
});
const seconds = (count: number): number => count * 90_000;

/** Sealed as it should be, with vectors of one's own choice. */
const underVectors =
  (vectorOf: (n: number) => Buffer) =>
  (clip: Clip): Clip => {
    const key = randomBytes(16);
    const uploads = clip.uploads.map(({ object, bytes }): Upload => {
      const iv = vectorOf(object.n);
      const hidden = cbc(bytes, key, iv, object.n);
      return { object: describe(object.n, { ...object, bytes: hidden }, iv), bytes: hidden };
    });
    return { ...clip, event: { ...clip.event, encryption: 'aes-128' }, key, uploads };
  };
const countingUp = (n: number): Buffer => Buffer.concat([Buffer.alloc(15), Buffer.from([n])]);
const toWholeBlocks = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc((16 - (bytes.length % 16)) % 16)]);

const nobody = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('uuid'), Buffer.alloc(16, 7)]);
const twoBFrames = avc('two B-frames', {
  mux: 'mp4, fast start',
  options: { profile: 'main', bf: '2', b_strategy: '0', 'x264-params': 'scenecut=0:b-pyramid=none' },
});

const encrypted: readonly NearMiss[] = [
  near('vectors that count up from zero', bases.tsSegments, underVectors(countingUp)),
  near(
    'a vector of zeros, declared so, in one object',
    bases.mp4,
    underVectors(() => Buffer.alloc(16)),
  ),
  near('a block of nothing but padding', bases.fragmented, (clip) => encryptedClip(onBytes(toWholeBlocks)(clip))),
  near(
    'noise, in the clear',
    avc('noise', { scene: 'color=gray:s={s}:r={r}:d={d},noise=alls=100:allf=t', options: { crf: '10' } }),
  ),
];

/** Every setting of an encoder makes ten good clips at most. */
const ownSetting = avc('45 pictures a group', { sound: 'AAC 16 kHz', options: { preset: 'faster', g: '45' } });

/** Sensors pause where an infrared filter is moved, and what is taken then is numbered on. */
const pausing = (frames: number): Make =>
  avc(`a pause of ${frames} pictures`, {
    fps: 25,
    seconds: 5,
    filters: `setpts='if(gte(N,40),N+${frames},N)/25/TB'`,
    options: { preset: 'veryfast', bf: '0', g: '50', fps_mode: 'vfr' },
  });

/** Type 62 of H.265, which FFmpeg takes for Dolby Vision. */
const PRIVATE_UNIT = [0x7c, 0x01, ...Buffer.from('of its own'), 0x80];
/** PPS 1 of SPS 1: what a camera has for another of its streams. */
const PPS_OF_ANOTHER_SPS = [0x68, 0x4a, 0xe3, 0xcb, 0x22, 0xc0];

const inTs: readonly NearMiss[] = [
  near('pictures that are nothing but SEI', bases.ts, onBytes(ts.withSeiUnits((index) => index % 7 === 3))),
  near('pictures in several PES packets, with a time in the first', bases.ts, onBytes(legal.inSeveralPes)),
  near('pictures in several PES packets, H.265', bases.hevcTs, onBytes(legal.inSeveralPes)),
  near('delimiters at the end of the PES packet before', bases.ts, onBytes(legal.withDelimitersBehind)),
  near('delimiters at the end, segments', bases.tsSegments, onBytes(legal.withDelimitersBehind)),
  near(
    'units of an unspecified type',
    hevc('private units', { options: { preset: 'superfast' } }),
    onBytes(legal.withUnitBehind(PRIVATE_UNIT)),
  ),
  near('a PPS of a set that is elsewhere', ownSetting, onBytes(legal.withUnitBehind(PPS_OF_ANOTHER_SPS))),
  near('a jump that is announced without payload', bases.ts, onBytes(legal.withAnnouncedJumps('field'))),
  near('a jump behind an announcement without payload', bases.ts, onBytes(legal.withAnnouncedJumps('next'))),
  near('another program before the first, in mid-group', bases.ts, onBytes(legal.behindAnotherProgram)),
  near('a program clock on its own PID', bases.ts, onBytes(legal.withClockOnItsOwnPid)),
  near('tables that put picture and sound on other PIDs, in mid-group', ownSetting, onBytes(legal.onOtherPids)),
  near('a first object that begins in the middle of a picture', ownSetting, onBytes(legal.inMidPicture)),
  near('private data before the sound', bases.ts, onBytes(legal.withNotes)),
  near('a program clock a second ahead', ownSetting, onBytes(ts.withClocks((base) => base + 90_000n))),
  near('a pause of as many pictures as frame_num counts', pausing(16)),
  near('lengths of PES packets, whole', ownSetting, onBytes(withLengths(0))),
  near('times left out now and then', bases.ts, onBytes(ts.withoutTimes((index) => index % 12 === 7))),
  near(
    'one time twice',
    avc('thirty a second', { fps: 30, seconds: 4, options: { bf: '0' } }),
    onBytes(ts.restamped((time, index, all) => (index === 50 ? (all[49] ?? time) : time), true)),
  ),
  near(
    'a hang of 0.8 s',
    bases.ts,
    onBytes((bytes) => ts.later(ts.SOUND, seconds(0.8), 30)(ts.later(ts.VIDEO, seconds(0.8), 30)(bytes))),
  ),
  near('sound 1.2 s late', bases.ts, onBytes(ts.later(ts.SOUND, seconds(1.2)))),
  near('sound that ends 1.6 s early', bases.ts, onBytes(ts.withoutSounds((index) => index > 37))),
  near('sound that pauses for a frame or two', bases.ts, onBytes(ts.withoutSounds((index) => index % 20 === 9))),
  near('a frame of sound overwritten', bases.ts, (clip) => onBytes(ts.scrambleSound(20, 21))(clip)),
  near('sound stamped with a jitter of 15 ms', bases.ts, onBytes(ts.moved(ts.SOUND, (index) => (index % 2) * 1350))),
  near(
    'a key frame every four seconds in segments of two',
    avc('key frames every four seconds', {
      ...{ seconds: 8, mux: 'ts segments, by time', options: { g: '60', sc_threshold: '0' } },
    }),
  ),
];

const shortSound = avc('sound of four seconds', { mux: 'mp4, fragmented', sound: 'AAC 48 kHz', seconds: 8 });
shortSound.recipe.sound = { encoder: 'aac', rate: 48_000, seconds: 4 };

const inMp4: readonly NearMiss[] = [
  near(
    'a sample entry with the coded size',
    avc('cropped, MP4', { size: '318x178', mux: 'mp4, fast start', options: { preset: 'faster', g: '45' } }),
    onBytes(withEntrySize(320, 192)),
  ),
  near('sound that ends in mid-clip, in fragments', shortSound),
  near('no file type', bases.mp4, onBytes(renamed('ftyp', 'free'))),
  near('a moov and no styp or ftyp', bases.fmp4, onBytes(withoutBoxes('ftyp', 'styp'), 0)),
  near(
    'zeros behind the last box',
    bases.fragmented,
    onBytes((bytes) => Buffer.concat([bytes, Buffer.alloc(6)])),
  ),
  near(
    'free space behind the last box',
    bases.mp4,
    onBytes((bytes) => Buffer.concat([bytes, Buffer.from([0, 0, 0, 12]), Buffer.from('free0000')])),
  ),
  near('mdat to the end of the file', bases.mp4, onBytes(withNumber('mdat', -4, 0))),
  near('a 64-bit length of mdat', avc('moov at the end', { mux: 'mp4' }), onBytes(longHeader)),
  near('fragments that are numbered anew in each segment', bases.fmp4, onBytes(withNumber('mfhd', 8, 1))),
  near(
    'key frames only, without a table of them',
    avc('key frames only, MP4', { mux: 'mp4, fast start', options: { g: '1' } }),
  ),
  near(
    'boxes of nobody',
    bases.fmp4,
    onBytes(onBoxes(({ type, bytes }) => (type === 'moof' ? Buffer.concat([nobody, bytes]) : bytes))),
  ),
  near(
    'a last picture of half a second',
    avc('slow at last', { mux: 'mp4, fast start', filters: "setpts='if(gte(N,59),N+7,N)/15/TB'" }),
  ),
  ...[
    { name: 'a POC that rises by 1', change: (lsb: number) => lsb >> 1 },
    { name: 'a POC that rises by 4', change: (lsb: number) => lsb * 2 },
    { name: 'a POC that begins at 6', change: (lsb: number) => lsb + 6 },
  ].map(({ name, change }) => near(name, twoBFrames, onBytes(withPoc(change)))),
];

const seen: readonly NearMiss[] = [
  near('4096x2304', avc('4096x2304', { size: '4096x2304', fps: 5, seconds: 2, options: { preset: 'ultrafast' } })),
  near('two seconds', avc('two seconds', { seconds: 2 })),
  near('begins at 0.8 s', bases.fragmented, onBytes(laterBy(0.8))),
  near(
    'declared by a clock that is a tenth slow',
    bases.ts,
    declaring(({ durationMs }) => ({ durationMs: Math.round(durationMs * 1.1) })),
  ),
  near('objects numbered from 1', bases.tsSegments, (clip) => ({
    ...clip,
    uploads: clip.uploads.map(({ object, bytes }) => ({ object: { ...object, n: object.n + 1 }, bytes })),
  })),
  near('fog', avc('fog', { filters: 'lutyuv=y=110+val/10:u=128:v=128' })),
  near('evening light', avc('evening', { filters: 'lutyuv=u=(val-128)/4+100:v=(val-128)/4+160' })),
  near('evening light, H.265', hevc('evening', { filters: 'lutyuv=u=(val-128)/4+100:v=(val-128)/4+160' })),
  near(
    'dark, with a lamp',
    avc('lamp', {
      scene:
        "color=c=0x060606:s={s}:r={r}:d={d}[room];color=c=white:s=60x60:r={r}:d={d}[lamp];[room][lamp]overlay=x='20+W/6*t':y=H/4",
    }),
  ),
  near(
    'still for four seconds of ten',
    avc('a pause', { seconds: 10, filters: 'loop=60:1:60,trim=duration=10,setpts=N/15/TB' }),
  ),
  near(
    'key pictures only, all equal, H.265',
    hevc('key pictures only, and a pause', {
      seconds: 6,
      filters: 'loop=45:1:45,trim=duration=6,setpts=N/15/TB',
      options: { 'x265-params': 'keyint=1:qp=32' },
    }),
  ),
  near('25 fps made of 24', avc('24 as 25', { fps: 24, filters: 'fps=25' })),
  near(
    'a picture at 45 kb/s',
    avc('45 kb/s', { scene: 'testsrc=s={s}:r={r}:d={d}', options: { b: '55k', maxrate: '60k', bufsize: '60k' } }),
  ),
];

export const nearMisses: readonly NearMiss[] = [...encrypted, ...inTs, ...inMp4, ...seen];
