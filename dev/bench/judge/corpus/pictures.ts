import { asMade, type Break, bases, broken, onBytes } from './breaks.ts';
import { avc, hevc, NIGHT } from './makes.ts';
import * as ts from './ts-edit.ts';

/** A sensor that delivers one picture for ever, with its own noise frozen too. */
const frozen = (seed: number): string =>
  `mandelbrot=s={s}:rate={r},noise=alls=10:all_seed=${seed},trim=end_frame=1,loop=-1:1:0,setpts=N/{r}/TB,trim=duration={d}`;
const frozenNight = NIGHT.split('[room]')[0] ?? '';

const SECONDS_BLACK = "drawbox=c=black:t=fill:enable='between(t,2,4.1)'";

/** One colour all over, by its samples. */
const ofColour = (y: number, u: number, v: number): string =>
  `color=black:s={s}:r={r}:d={d},format=yuv420p,lutyuv=y=${y}:u=${u}:v=${v}`;

/** What only the decoded picture shows. */
export const pictureBreaks: readonly Break[] = [
  broken(
    'picture.black',
    'lens cap',
    avc('black', { scene: 'color=black:s={s}:r={r}:d={d},noise=c0s=2:c0f=t:all_seed=1' }),
    asMade,
  ),
  broken('picture.black', 'lens cap, H.265', hevc('black', { scene: 'color=black:s={s}:r={r}:d={d}' }), asMade),
  broken(
    'picture.black',
    'black for two seconds of six',
    avc('black at times', { seconds: 6, filters: SECONDS_BLACK }),
    asMade,
  ),
  broken('picture.uniform', 'a buffer of zeros: green', avc('green', { scene: ofColour(0, 0, 0) }), asMade),
  broken('picture.uniform', 'a buffer of zeros, H.265', hevc('green', { scene: ofColour(0, 0, 0) }), asMade),
  broken('picture.uniform', 'a buffer of 128: grey', avc('grey', { scene: ofColour(128, 128, 128) }), asMade),
  broken(
    'picture.uniform',
    'a white wall for two seconds of six',
    avc('wall', { seconds: 6, filters: "drawbox=c=white:t=fill:enable='between(t,2,4.1)'" }),
    asMade,
  ),
  broken('picture.cast', 'Cr from a wrong address', avc('red', { filters: 'lutyuv=v=205' }), asMade),
  broken('picture.cast', 'no Cb and Cr at all', avc('green throughout', { filters: 'lutyuv=u=0:v=0' }), asMade),
  broken(
    'picture.cast',
    'three seconds of six, H.265',
    hevc('blue at times', { seconds: 6, filters: "lutyuv=u=200:enable='between(t,2,5)'" }),
    asMade,
  ),
  broken(
    'picture.still',
    'stands still after three seconds',
    avc('stopped', { seconds: 12, filters: 'loop=-1:1:45,trim=duration=12,setpts=N/15/TB' }),
    asMade,
  ),
  broken('picture.repeated', '15 sent as 30', avc('doubled', { fps: 15, filters: 'fps=30' }), asMade),
  broken('picture.repeated', '10 sent as 30, H.265', hevc('tripled', { fps: 10, filters: 'fps=30' }), asMade),
  broken('picture.repeated', '20 sent as 25', avc('20 as 25', { fps: 20, filters: 'fps=25' }), asMade),
  ...([bases.ts, bases.hevcTs] as const).map((make) =>
    broken(
      'picture.corrupt',
      `most pictures overwritten, ${make.name}`,
      make,
      onBytes(ts.damagePictures(20, 120, 0x5a, 3)),
    ),
  ),
  ...(['160x90', '320x180', '640x360', '1280x720'] as const).flatMap((size, seed) =>
    ([{ crf: '23' }, { crf: '45' }, { b: '64k' }, { b: '1500k' }] as Record<string, string>[]).map((options) =>
      broken(
        'picture.no_motion',
        `frozen, ${size}, ${Object.entries(options).join(' ')}`,
        avc(`frozen ${size}`, { scene: frozen(seed), size, options }),
        asMade,
      ),
    ),
  ),
  broken(
    'picture.no_motion',
    'frozen at night',
    avc('frozen night', {
      scene: `${frozenNight},trim=end_frame=1,loop=-1:1:0,setpts=N/{r}/TB,trim=duration={d}`,
      options: { b: '100k' },
    }),
    asMade,
  ),
  broken('picture.no_motion', 'frozen, H.265', hevc('frozen', { scene: frozen(9), options: { b: '80k' } }), asMade),
  broken(
    'picture.no_motion',
    'frozen under a clock of seconds',
    avc('frozen with clock', {
      scene: `${frozen(3)},drawbox=x=8:y=6:w=6:h=9:color=white:t=fill:enable='lt(mod(t,2),1)'`,
    }),
    asMade,
  ),
];
