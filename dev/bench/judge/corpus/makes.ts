import type { Container, VideoCodec } from '@kaitong/contract/checks';
import type { Recipe } from './encode.ts';

/** A way to make good footage, and what a device would declare about it. */
export type Make = {
  name: string;
  codec: VideoCodec;
  container: Container;
  width: number;
  height: number;
  seconds: number;
  recipe: Recipe;
};

const SECONDS = 4;

type Wish = {
  size?: string;
  fps?: number;
  seconds?: number;
  /** In place of a moving test picture; `{s}`, `{r}` and `{d}` are size, rate and length. */
  scene?: string;
  /** Further filters on the scene. */
  filters?: string;
  options?: Record<string, string>;
  sound?: Sound;
  mux?: Mux;
};

type Mux = keyof typeof MUXES;
const MUXES = {
  ts: ['ts', 'mpegts', {}],
  'ts with tables in every 20 ms': ['ts', 'mpegts', { pat_period: '0.02', mpegts_flags: 'pat_pmt_at_frames' }],
  'ts at a constant rate': ['ts', 'mpegts', { muxrate: '2000000' }],
  'ts from another start': ['ts', 'mpegts', { output_ts_offset: '95441.5', mpegts_start_pid: '0x30' }],
  'ts as DVB has it': ['ts', 'mpegts', { mpegts_flags: 'system_b', mpegts_service_id: '7' }],
  'ts segments': ['ts', 'hls', { hls_time: '2', hls_list_size: '0' }],
  'ts segments, by time': ['ts', 'hls', { hls_time: '2', hls_list_size: '0', hls_flags: 'split_by_time' }],
  'fmp4 segments': ['fmp4', 'hls', { hls_time: '2', hls_list_size: '0', hls_segment_type: 'fmp4' }],
  mp4: ['mp4', 'mp4', {}],
  'mp4, fast start': ['mp4', 'mp4', { movflags: '+faststart' }],
  'mp4, fragmented': ['mp4', 'mp4', { movflags: '+frag_keyframe+empty_moov+default_base_moof' }],
  'mp4, a fragment a frame': ['mp4', 'mp4', { movflags: '+frag_every_frame+empty_moov+default_base_moof' }],
  'mp4, hybrid': ['mp4', 'mp4', { movflags: '+frag_keyframe' }],
  'mp4, negative offsets': ['mp4', 'mp4', { movflags: '+faststart+negative_cts_offsets' }],
  mov: ['mp4', 'mov', {}],
  'mov, fast start': ['mp4', 'mov', { movflags: '+faststart' }],
  ismv: ['mp4', 'ismv', {}],
  '3gp': ['mp4', '3gp', {}],
} as const satisfies Record<string, readonly [Container, string, Record<string, string>]>;

type Sound = keyof typeof SOUNDS;
const SOUNDS = {
  'AAC 8 kHz': ['aac', 8000],
  'AAC 16 kHz': ['aac', 16_000],
  'AAC 48 kHz': ['aac', 48_000],
  'AAC 64 kHz': ['aac', 64_000],
  'G.711 A-law': ['pcm_alaw', 8000],
  'G.711 μ-law': ['pcm_mulaw', 8000],
  MP2: ['mp2', 44_100],
  MP3: ['libmp3lame', 44_100],
  Opus: ['libopus', 48_000],
  'Opus 16 kHz': ['libopus', 16_000],
} as const;

function make(name: string, codec: VideoCodec, wish: Wish): Make {
  const { size = '320x180', fps = 15, seconds = SECONDS, sound, mux = 'ts' } = wish;
  const [width = 0, height = 0] = size.split('x').map(Number);
  const [container, format, muxing] = MUXES[mux];
  const scene = (wish.scene ?? 'testsrc2=s={s}:r={r}:d={d}')
    .replaceAll('{s}', size)
    .replaceAll('{r}', String(fps))
    .replaceAll('{d}', String(seconds));
  const gop = { g: String(fps * 2) };
  const usual = codec === 'h264' ? { preset: 'veryfast', ...gop } : { preset: 'ultrafast', ...gop };
  const options: Record<string, string> = { ...usual, ...wish.options };
  if (codec === 'h265')
    options['x265-params'] = ['log-level=error:pools=none', options['x265-params']].filter(Boolean).join(':');
  const recipe: Recipe = {
    scene: wish.filters ? `${scene},${wish.filters}` : scene,
    encoder: codec === 'h264' ? 'libx264' : 'libx265',
    options,
    format,
    muxing: codec === 'h265' && container !== 'ts' ? { ...muxing } : muxing,
  };
  if (sound) {
    const [encoder, rate] = SOUNDS[sound];
    recipe.sound = { encoder, rate, seconds };
  }
  return { name: `${codec === 'h264' ? 'H.264' : 'H.265'}, ${name}`, codec, container, width, height, seconds, recipe };
}

export const avc = (name: string, wish: Wish = {}): Make => make(name, 'h264', wish);
export const hevc = (name: string, wish: Wish = {}): Make => make(name, 'h265', wish);
const x264 = (parameters: string): Record<string, string> => ({ 'x264-params': parameters });
const x265 = (parameters: string): Record<string, string> => ({ 'x265-params': parameters });

/** Dark, with the noise of a sensor that amplifies a lot, and somebody who walks through it. */
export const NIGHT =
  "color=c=0x1c1c1c:s={s}:r={r}:d={d},noise=c0s=9:c0f=t:all_seed=1[room];color=c=0x484848:s=40x90:r={r}:d={d}[one];[room][one]overlay=x='20+W/5*t':y=H/4";
/** A street seen at an angle: fine detail everywhere. */
const DETAIL = 'mandelbrot=s={s}:rate={r},trim=duration={d}';
/** Nothing moves but a hand, which waves for a second and a half. */
const WAVE =
  "mandelbrot=s={s}:rate={r},trim=end_frame=1,loop=-1:1:0,setpts=N/{r}/TB,trim=duration={d}[room];color=c=0xc0a080:s=50x60:r={r}:d={d}[hand];[room][hand]overlay=x='W/2+W/5*sin(9*t)':y=H/3:enable='between(t,1.5,3)'";

/** Good footage. */
export const makes: readonly Make[] = [
  avc('MPEG-TS, no sound'),
  ...(Object.keys(MUXES) as Mux[]).map((mux) => avc(`${mux}, AAC`, { mux, sound: 'AAC 16 kHz' })),
  ...(Object.keys(SOUNDS) as Sound[]).map((sound) =>
    avc(`${sound} in ${sound.startsWith('G.711') ? 'QuickTime' : 'MPEG-TS'}`, {
      sound,
      mux: sound.startsWith('G.711') ? 'mov' : 'ts',
    }),
  ),
  avc('G.711 as private data in MPEG-TS', { sound: 'G.711 A-law' }),
  ...[5, 10, 12, 20, 25, 30, 60].map((fps) => avc(`${fps} fps`, { fps, seconds: fps > 30 ? 3 : SECONDS })),
  avc('29.97 fps', { filters: 'fps=30000/1001', fps: 30 }),
  avc('variable frame rate', { filters: "select='not(mod(n,3))+lt(mod(n,30),12)'", mux: 'mp4, fragmented' }),
  avc('variable frame rate in MPEG-TS', { filters: "select='not(mod(n,4))+gt(mod(n,30),20)'" }),
  avc('a frame dropped now and then before encoding', { filters: "select='mod(n,17)'" }),
  avc('B-frames, pyramid and weights', {
    options: { preset: 'medium', bf: '4', ...x264('b-pyramid=normal:weightp=2') },
  }),
  avc('B-frames, MP4 with an edit list', { options: { bf: '3' }, mux: 'mp4, fast start', sound: 'AAC 48 kHz' }),
  avc('B-frames, fMP4 segments', { options: { bf: '3' }, mux: 'fmp4 segments', sound: 'AAC 16 kHz' }),
  avc('B-frames, MPEG-TS segments', { options: { bf: '2' }, mux: 'ts segments' }),
  avc('Constrained Baseline', { options: { profile: 'baseline' } }),
  avc('Main, CAVLC', { options: { profile: 'main', ...x264('cabac=0') } }),
  avc('High, 8x8 transform, eight references', { options: { preset: 'slow', profile: 'high', refs: '8' } }),
  avc('four slices a picture', { options: x264('slices=4') }),
  avc('slices of at most 800 bytes', { options: x264('slice-max-size=800') }),
  avc('open GOP with recovery points', { seconds: 6, options: { bf: '2', ...x264('open-gop=1:keyint=30') } }),
  avc('intra refresh', { options: x264('intra-refresh=1:keyint=30') }),
  avc('delimiters, buffering and timing SEI', { options: x264('aud=1:nal-hrd=vbr:vbv-maxrate=600:vbv-bufsize=600') }),
  avc('parameter sets once per key frame, no SEI', {
    options: { forced_idr: '1', ...x264('repeat-headers=1:info=0') },
  }),
  avc('a key frame a second', { options: { g: '15' } }),
  avc('a key frame every four seconds', { seconds: 8, options: { g: '60', sc_threshold: '0' } }),
  avc('key frames only', { options: { g: '1' } }),
  avc('interlaced', { size: '320x192', options: { profile: 'high', flags: '+ildct+ilme', ...x264('tff=1') } }),
  avc('interlaced, bottom field first, B-frames', { size: '320x192', options: x264('interlaced=1:bff=1:bframes=2') }),
  avc('portrait', { size: '180x320', mux: 'mp4, fragmented' }),
  avc('square', { size: '240x240' }),
  avc('cropped lines: 1080 of 1088', { size: '1920x1080', seconds: 2 }),
  avc('cropped on both sides', { size: '318x178' }),
  avc('2560x1440', { size: '2560x1440', seconds: 2, fps: 10, options: { preset: 'ultrafast' } }),
  avc('3840x2160', { size: '3840x2160', seconds: 2, fps: 8, options: { preset: 'ultrafast' }, mux: 'fmp4 segments' }),
  avc('tiny', { size: '160x90', options: { crf: '35' } }),
  avc('full range', { filters: 'scale=out_range=full', options: { color_range: 'pc' } }),
  avc('night', { scene: NIGHT }),
  avc('night at a low bitrate', { scene: NIGHT, options: { b: '60k', maxrate: '80k', bufsize: '80k' } }),
  avc('night, coarse', { scene: NIGHT, options: { crf: '42' }, mux: 'ts segments' }),
  avc('much detail', { scene: DETAIL, size: '640x360' }),
  avc('a short wave in a still room', { scene: WAVE, size: '640x360', seconds: 5 }),
  avc('a short wave at 60 kb/s', {
    scene: WAVE,
    size: '640x360',
    seconds: 5,
    options: { b: '60k', maxrate: '80k', bufsize: '60k' },
  }),
  avc('a short wave at 30 fps, coarse', { scene: WAVE, size: '640x360', fps: 30, seconds: 5, options: { crf: '40' } }),
  avc('low bitrate', { options: { b: '80k', maxrate: '90k', bufsize: '90k' } }),
  avc('high bitrate', { size: '640x360', options: { crf: '12' } }),
  avc('zero latency, sliced threads', { options: { tune: 'zerolatency', ...x264('sliced-threads=1:threads=2') } }),
  avc('frame packing SEI', { options: x264('frame-packing=3') }),
  avc('monochrome at night', { scene: NIGHT, filters: 'format=gray', options: { profile: 'high' } }),
  hevc('MPEG-TS, no sound'),
  ...(['ts segments', 'fmp4 segments', 'mp4, fast start', 'mp4, fragmented', 'mov'] as const).map((mux) =>
    hevc(`${mux}, AAC`, { mux, sound: 'AAC 16 kHz' }),
  ),
  hevc('30 fps, MPEG-TS, AAC', { fps: 30, sound: 'AAC 16 kHz' }),
  hevc('B-frames, pyramid', { options: { preset: 'medium', ...x265('bframes=4:b-pyramid=1') } }),
  hevc('open GOP with CRA', { seconds: 6, options: x265('open-gop=1:bframes=3:keyint=30') }),
  hevc('no B-frames, zero latency', { options: { tune: 'zerolatency' } }),
  hevc('delimiters, HRD', { options: x265('aud=1:hrd=1:bframes=2:vbv-maxrate=500:vbv-bufsize=500') }),
  hevc('temporal layers', { options: x265('temporal-layers=2:bframes=2') }),
  hevc('wavefronts, no deblocking, CTU 16', { options: x265('wpp=1:ctu=16:no-deblock=1') }),
  hevc('cropped lines: 1080 of 1088', { size: '1920x1080', seconds: 2, fps: 10 }),
  hevc('3840x2160', { size: '3840x2160', seconds: 2, fps: 5 }),
  hevc('portrait', { size: '180x320', mux: 'fmp4 segments' }),
  hevc('night at a low bitrate', { scene: NIGHT, options: { b: '60k' } }),
  hevc('a short wave at 60 kb/s', { scene: WAVE, size: '640x360', seconds: 5, options: { b: '60k' } }),
  hevc('variable frame rate', { filters: "select='not(mod(n,3))+lt(mod(n,30),12)'", mux: 'mp4, fragmented' }),
];

const SETTINGS: readonly Record<string, string>[] = [
  { preset: 'veryfast' },
  { preset: 'superfast' },
  { preset: 'ultrafast' },
  { preset: 'faster' },
  { preset: 'fast' },
  { preset: 'veryfast', tune: 'zerolatency' },
  { preset: 'superfast', crf: '30' },
  { preset: 'faster', bf: '0' },
];
const USUAL = JSON.stringify(avc('').recipe.options);

/** One setting of an encoder must not stand for all: makes that ask for none in particular take turns. */
export function inTurns(all: readonly Make[]): Make[] {
  let turn = 0;
  return all.map((make) => {
    const { recipe } = make;
    if (JSON.stringify(recipe.options) !== USUAL) return make;
    const setting = SETTINGS[turn++ % SETTINGS.length];
    return { ...make, recipe: { ...recipe, options: { ...recipe.options, ...setting } } };
  });
}
