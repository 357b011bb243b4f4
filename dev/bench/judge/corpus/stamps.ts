import { type Break, bases, broken, onBytes } from './breaks.ts';
import { avc, hevc, type Make } from './makes.ts';
import { renamed, withNumber } from './mp4-edit.ts';
import { restamped, shownWhenDecoded, withoutDts, withSoundLast, withTimes } from './ts-edit.ts';

const seconds = (count: number): number => count * 90_000;
const call = avc('a call', { sound: 'AAC 16 kHz', seconds: 10, fps: 25 });
const whole = avc('eight seconds in MP4', { mux: 'mp4, fast start', sound: 'AAC 48 kHz', seconds: 8 });
const fragmented = avc('eight seconds in fragments', { mux: 'mp4, fragmented', sound: 'AAC 48 kHz', seconds: 8 });

/** Time stamps that no clock gives. */
export const stampBreaks: readonly Break[] = ([bases.ts, bases.hevcTs, bases.tsSegments] as const)
  .flatMap((make) => [
    broken(
      'time.duplicate',
      `a picture in ten has the time of the one before, ${make.name}`,
      make,
      onBytes(restamped((time, index, all) => (index % 10 === 6 ? (all[index - 1] ?? time) : time), true)),
    ),
    broken(
      'time.duplicate',
      `a clock that stands, ${make.name}`,
      make,
      onBytes(restamped((_, __, [first = 0]) => first, true)),
    ),
    broken(
      'time.outlier',
      `9,800 s in the past now and then, ${make.name}`,
      make,
      onBytes(restamped((time, index) => (index % 15 === 8 ? time - seconds(9800) : time), true)),
    ),
    broken(
      'time.outlier',
      `37,600 s ahead now and then, ${make.name}`,
      make,
      onBytes(restamped((time, index) => (index % 15 === 8 ? time + seconds(37_600) : time), true)),
    ),
    broken(
      'time.mixed_sessions',
      `two clocks in turns of four pictures, ${make.name}`,
      make,
      onBytes(restamped((time, index) => (Math.floor(index / 4) % 2 === 1 ? time + seconds(20) : time), true)),
    ),
  ])
  .concat([
    broken('time.no_dts', 'B-frames by their display time', bases.bFrames, onBytes(withoutDts)),
    ...([avc, hevc] as const)
      .map((make) =>
        make('B-frames in segments', { options: { bf: '2', preset: 'fast' }, mux: 'ts segments', seconds: 6 }),
      )
      .map((make) => broken('time.no_dts', `B-frames by their display time, ${make.name}`, make, onBytes(withoutDts))),
    broken(
      'time.display',
      'decoding times 300 ms late',
      bases.bFrames,
      onBytes(restamped((time) => time + seconds(0.3), false)),
    ),
    broken('time.display', 'B-frames by their decoding time', bases.bFrames, onBytes(shownWhenDecoded)),
    ...([avc, hevc] as const).map((make) =>
      broken(
        'time.display',
        `B-frames without ctts, ${make('').codec}`,
        withBFrames(make),
        onBytes(renamed('ctts', 'free')),
      ),
    ),
    ...([bases.ts, call] as const).map((make) =>
      broken('time.rate', `pictures in ticks of 1 kHz, and the sound behind them, ${make.seconds} s`, make, (clip) =>
        onBytes((bytes) => withSoundLast(restamped(inTicksOf1kHz, true)(bytes)))(clip),
      ),
    ),
    ...[2, 3, 6].map((times) =>
      broken('time.rate', `fragments ${times} times as slow`, fragmented, onBytes(slower(times))),
    ),
    ...([0, 1000] as const).flatMap((timescale) => [
      broken('time.rate', `a timescale of ${timescale}`, whole, onBytes(withNumber('mdhd', 16, timescale))),
      broken(
        'time.gap',
        `a timescale of ${timescale}, no sound`,
        bases.mp4,
        onBytes(withNumber('mdhd', 16, timescale / 10)),
      ),
    ]),
    broken('time.rate', 'all stamps in ticks of 1 kHz', bases.ts, onBytes(withTimes((ticks) => ticks / 90))),
    broken('time.rate', 'all stamps at half the speed', bases.ts, onBytes(withTimes((ticks) => ticks * 2))),
    broken('time.rate', 'all stamps of 21 frames as of 16', bases.ts, onBytes(withTimes((ticks) => (ticks * 16) / 21))),
    broken('time.backwards', 'a clock of 32 bits', bases.ts, onBytes(withTimes(cutTo32))),
  ]);

/** As that of pictures which begin at the first. */
function inTicksOf1kHz(time: number, _: number, [first = 0]: readonly number[]): number {
  return first + Math.round((time - first) / 90);
}

/** In the timescale of the first track, that of the pictures. */
function slower(times: number) {
  return (bytes: Buffer): Buffer =>
    withNumber('mdhd', 16, bytes.readUInt32BE(bytes.indexOf('mdhd') + 16) / times)(bytes);
}

function withBFrames(make: typeof avc): Make {
  return make('B-frames in MP4', { options: { preset: 'fast', bf: '2' }, mux: 'mp4, fast start' });
}

/** From two seconds before its end on. */
function cutTo32(ticks: number): number {
  return (ticks + 2 ** 32 - seconds(2)) % 2 ** 32;
}
