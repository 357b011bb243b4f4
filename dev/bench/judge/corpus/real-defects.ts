import type { CheckCode } from '@kaitong/contract/checks';
import type { Clip } from '../clip.ts';
import { asMade, bases, onBytes } from './breaks.ts';
import { faultyClip, hurriedClip } from './cameras.ts';
import { laterBy, withByte, withFlag, withLongEnd } from './containers.ts';
import { madeClip } from './made-clip.ts';
import { avc, type Make, NIGHT } from './makes.ts';
import { withNumber } from './mp4-edit.ts';
import { oddClips } from './odd.ts';
import * as ts from './ts-edit.ts';

/** A defect of a camera that somebody met and described in public, made again. */
export type RealDefect = {
  number: number;
  camera: string;
  thread: string;
  /** What has to be said of it first; null: it is legal, and there must be no error. */
  code: CheckCode | null;
  clip: () => Promise<Clip | string>;
};

const seconds = (count: number): number => count * 90_000;
const made = (make: Make, change: (clip: Clip) => Clip) => async () => change(await madeClip(make));
const odd = (name: string) => async (): Promise<Clip | string> =>
  oddClips.find((one) => one.name === name)?.clip() ?? `there is no ${name}`;

const long = (name: string, mux: 'ts' | 'mp4, fast start', scene?: string): Make =>
  avc(name, { mux, sound: 'AAC 16 kHz', seconds: 10, ...(scene && { scene }) });
/** Stamps of the picture at another rate than it was taken at; the sound is as it was. */
const atRate = (factor: number) =>
  onBytes(ts.restamped((time, _, [first = 0]) => first + Math.round((time - first) * factor), true));
const onSecond =
  (type: string, change: (bytes: Buffer, at: number) => void) =>
  (bytes: Buffer): Buffer => {
    const copy = Buffer.from(bytes);
    change(copy, copy.indexOf(type, copy.indexOf(type) + 4));
    return copy;
  };

/** Pictures of two recordings in turns, as one stream. */
async function twoSessions(): Promise<Clip> {
  const [old, fresh] = await Promise.all([
    madeClip(bases.ts),
    madeClip(avc('a new session', { sound: 'AAC 16 kHz', options: { bf: '0' } })),
  ]);
  const other = ts.later(ts.VIDEO, seconds(30))(fresh.uploads[0]?.bytes ?? Buffer.alloc(0));
  return onBytes((bytes) => ts.interleaved(bytes, other, 3))(old);
}

export const realDefects: readonly RealDefect[] = [
  {
    ...{ number: 1, camera: 'open-nvr', thread: 'https://github.com/open-nvr/open-nvr/issues/229', code: 'time.rate' },
    clip: () => hurriedClip('time.rate-aged', { rate: 25 / 21, ages: true }),
  },
  {
    ...{ number: 2, camera: 'Wyze V2, V3', thread: 'https://github.com/mrlt8/docker-wyze-bridge/issues/297' },
    code: 'time.rate',
    clip: made(long('night', 'ts', NIGHT), atRate(15 / 20)),
  },
  {
    ...{ number: 3, camera: 'LaView L2', thread: 'https://github.com/themactep/thingino-firmware/issues/1378' },
    code: 'time.rate',
    clip: made(
      long('motion clip', 'mp4, fast start'),
      onBytes((bytes) => withNumber('mdhd', 16, bytes.readUInt32BE(bytes.indexOf('mdhd') + 16) * 2)(bytes)),
    ),
  },
  {
    ...{ number: 4, camera: 'Fermax', thread: 'https://github.com/bvis/fermax-blue-hass/pull/89', code: 'time.rate' },
    clip: made(long('call', 'ts'), atRate(1 / 90)),
  },
  {
    ...{ number: 5, camera: 'Intelbras DVR', thread: 'https://github.com/bluenviron/mediamtx/pull/6255' },
    code: 'time.outlier',
    clip: made(
      bases.ts,
      onBytes(ts.restamped((time, at) => time + seconds(at === 20 ? -9800 : at === 45 ? 37_600 : 0), true)),
    ),
  },
  {
    ...{ number: 6, camera: 'Hikvision, Dahua, Reolink', thread: 'https://github.com/bluenviron/mediamtx/issues/1002' },
    code: 'time.duplicate',
    clip: made(
      bases.tsSegments,
      onBytes(ts.restamped((time, at, all) => (at % 20 === 12 ? (all[at - 1] ?? time) : time), true)),
    ),
  },
  {
    ...{ number: 7, camera: 'Eufy T8410C', thread: 'https://github.com/themactep/thingino-firmware/issues/771' },
    code: 'audio.gap',
    clip: made(bases.ts, onBytes(ts.later(ts.SOUND, seconds(35_480), 50))),
  },
  {
    ...{ number: 8, camera: 'Frigate', thread: 'https://github.com/blakeblackshear/frigate/issues/5066' },
    code: 'audio.backwards',
    clip: made(bases.tsSegments, onBytes(ts.later(ts.SOUND, -seconds(0.3), 12), 1)),
  },
  {
    ...{
      number: 9,
      camera: 'Eufy P2P',
      thread: 'https://github.com/homebridge-plugins/homebridge-eufy-security/pull/897',
    },
    code: 'audio.time',
    clip: made(bases.ts, onBytes(ts.moved(ts.SOUND, (index) => -index * 5760))),
  },
  {
    ...{
      number: 10,
      camera: 'crumbvms',
      thread: 'https://github.com/badbread/crumbvms/issues/102',
      code: 'audio.rate',
    },
    clip: made(avc('AAC at 64 kHz', { sound: 'AAC 64 kHz' }), asMade),
  },
  {
    ...{ number: 11, camera: 'Hikvision, Dahua', thread: 'https://github.com/badbread/crumbvms/issues/114' },
    code: 'video.gop',
    clip: made(
      avc('smart codec', { seconds: 8, mux: 'ts segments, by time', options: { g: '300', sc_threshold: '0' } }),
      asMade,
    ),
  },
  {
    ...{ number: 12, camera: 'mediamtx', thread: 'https://github.com/bluenviron/mediamtx/issues/6063', code: null },
    clip: odd('h265, long-term references only, no short-term sets, mpegts'),
  },
  {
    ...{ number: 13, camera: 'Reolink Doorbell', thread: 'https://github.com/scottlamb/retina/issues/102', code: null },
    clip: odd('h264, surplus bytes behind every SPS but the first, which is in the sample entry, mp4'),
  },
  {
    ...{ number: 14, camera: 'VStarcam', thread: 'https://github.com/scottlamb/retina/issues/42' },
    code: 'video.param_sets',
    clip: made(bases.mp4, onBytes(withByte('avcC', 12, 0xe9))),
  },
  {
    ...{ number: 15, camera: 'Reolink RLC-822A', thread: 'https://github.com/scottlamb/retina/issues/13' },
    code: 'video.param_sets',
    clip: () => faultyClip('video.sets_glued'),
  },
  {
    ...{ number: 16, camera: 'Reolink', thread: 'https://github.com/blakeblackshear/frigate/issues/1713' },
    code: 'time.mixed_sessions',
    clip: twoSessions,
  },
  {
    ...{ number: 17, camera: 'Xiaomi MJSXJ02HL', thread: 'https://github.com/OpenIPC/firmware/issues/605' },
    code: 'time.start',
    clip: made(bases.fragmented, onBytes(laterBy(47))),
  },
  {
    ...{ number: 18, camera: 'mediamtx', thread: 'https://github.com/bluenviron/mediamtx/issues/2477' },
    code: 'mp4.last_duration',
    clip: made(avc('a fragment a frame', { mux: 'mp4, a fragment a frame' }), onBytes(withLongEnd)),
  },
  {
    ...{
      number: 19,
      camera: 'Eufy',
      thread: 'https://github.com/homebridge-plugins/homebridge-eufy-security/issues/999',
    },
    code: 'mp4.trun_flags',
    clip: made(bases.fmp4, onBytes(withFlag)),
  },
  {
    ...{ number: 20, camera: 'FFmpeg', thread: 'https://github.com/jellyfin/jellyfin/issues/18049', code: 'mp4.tfdt' },
    clip: made(
      bases.fmp4,
      onBytes(
        onSecond('tfdt', (bytes, at) => bytes.writeBigInt64BE(-1024n, at + 8)),
        1,
      ),
    ),
  },
];
