import type { ProgramMake } from './programs.ts';

/** Footage as FFmpeg's own command can write it, in ways that players take without a word. */
type Wish = {
  format?: 'mpegts' | 'mp4' | 'mov';
  codec?: 'h264' | 'h265';
  size?: string;
  fps?: number;
  seconds?: number;
  scene?: string;
  /** Inputs in front of which options stand. */
  before?: { picture?: readonly string[]; sound?: readonly string[] };
  sound?: readonly string[];
  rate?: number;
  /** Further inputs, each with its options. */
  more?: readonly string[];
  video?: readonly string[];
  muxing?: readonly string[];
  /** Cut into segments of so many seconds. */
  every?: number;
};

const PRESETS = ['ultrafast', 'superfast', 'veryfast', 'faster', 'fast'] as const;
let turn = 0;

/** Those that ask for nothing of the encoder take turns with its presets and their distance of key frames. */
function usual(codec: 'h264' | 'h265', fps: number): readonly string[] {
  const preset = PRESETS[turn % PRESETS.length] ?? 'fast';
  const gop = String(Math.max(1, fps) * (1 + (Math.floor(turn++ / PRESETS.length) % 3)));
  return codec === 'h264' ? ['-preset', preset, '-g', gop] : ['-preset', 'ultrafast', '-g', gop];
}

function wild(name: string, wish: Wish): ProgramMake {
  const { codec = 'h264', format = 'mp4', size = '320x180', fps = 15, seconds = 4, rate = 16_000 } = wish;
  const [width = 0, height = 0] = size.split('x').map(Number);
  const scene = (wish.scene ?? 'testsrc2=s={s}:r={r}:d={d}')
    .replaceAll('{s}', size)
    .replaceAll('{r}', String(fps))
    .replaceAll('{d}', String(seconds));
  const picture = [...(wish.before?.picture ?? []), '-f', 'lavfi', '-i', scene];
  const sound = wish.sound
    ? [...(wish.before?.sound ?? []), '-f', 'lavfi', '-i', `sine=f=440:r=${rate}:d=${seconds}`]
    : [];
  const setting = wish.video ?? usual(codec, fps);
  const encoder =
    codec === 'h264'
      ? ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', ...setting]
      : [
          '-c:v',
          'libx265',
          '-pix_fmt',
          'yuv420p',
          ...quiet(setting),
          ...(format === 'mpegts' ? [] : ['-tag:v', 'hvc1']),
        ];
  const inSegments = ['-f', 'hls', '-hls_list_size', '0', '-hls_time', String(wish.every), ...(wish.muxing ?? [])];
  const out = wish.every
    ? [...inSegments, ...(format === 'mpegts' ? [] : ['-hls_segment_type', 'fmp4']), 'list.m3u8']
    : [...(wish.muxing ?? []), '-f', format, 'clip.bin'];
  return {
    name: `wild: ${name}`,
    setting: `ffmpeg ${codec} ${setting.join(' ')}`,
    ...{ codec, width, height, seconds, container: format === 'mpegts' ? 'ts' : wish.every ? 'fmp4' : 'mp4' },
    programs: ['ffmpeg'],
    commands: [
      [
        'ffmpeg',
        '-nostdin',
        '-v',
        'error',
        ...picture,
        ...sound,
        ...(wish.more ?? []),
        ...encoder,
        ...(wish.sound ?? []),
        ...out,
      ],
    ],
  };
}

function quiet(setting: readonly string[]): string[] {
  const at = setting.indexOf('-x265-params');
  if (at < 0) return [...setting, '-x265-params', 'log-level=none:pools=none'];
  return setting.map((value, index) => (index === at + 1 ? `log-level=none:pools=none:${value}` : value));
}

const AAC = ['-c:a', 'aac'] as const;
const ts = { format: 'mpegts' } as const;
const hevc = { codec: 'h265' } as const;
const fragmented = (...flags: string[]) => ['-movflags', ['+frag_keyframe', ...flags].join('+')];
const empty = 'empty_moov';
const later = ['-itsoffset', '0.5'] as const;
const second = ['-f', 'lavfi', '-i', 'testsrc=s=160x90:r=15:d=4'] as const;

const inMp4: readonly ProgramMake[] = [
  wild('edit list, three B-frames, H.265', {
    ...hevc,
    rate: 48_000,
    sound: AAC,
    video: ['-preset', 'ultrafast', '-bf', '3', '-g', '30'],
  }),
  wild('picture half a second late', { rate: 48_000, before: { picture: later }, sound: AAC }),
  wild('sound half a second late', { rate: 48_000, before: { sound: later }, sound: AAC }),
  wild('B-frames without an edit list', {
    sound: AAC,
    video: ['-preset', 'veryfast', '-bf', '2', '-g', '30'],
    muxing: ['-use_editlist', '0'],
  }),
  wild('fragments with negative offsets', {
    sound: AAC,
    video: ['-preset', 'veryfast', '-bf', '3', '-g', '30'],
    muxing: fragmented(empty, 'default_base_moof', 'negative_cts_offsets'),
  }),
  wild('fragments behind a late moov', { sound: AAC, muxing: fragmented('delay_moov') }),
  wild('CMAF', { muxing: fragmented('cmaf') }),
  wild('DASH with one sidx', { sound: AAC, muxing: fragmented('dash', 'global_sidx') }),
  wild('fragments of 700 ms', { sound: AAC, muxing: ['-frag_duration', '700000', '-movflags', `+${empty}`] }),
  wild('fragments of 20 kB', { sound: AAC, muxing: ['-frag_size', '20000', '-movflags', `+${empty}`] }),
  wild('a fragment for each track', { sound: AAC, muxing: fragmented(empty, 'separate_moof') }),
  wild('fragments without base offset', { sound: AAC, muxing: fragmented(empty, 'omit_tfhd_offset') }),
  wild('producer reference times', { sound: AAC, muxing: ['-write_prft', 'wallclock', ...fragmented(empty)] }),
  wild('hint tracks', { sound: AAC, muxing: ['-movflags', '+rtphint'] }),
  wild('a timecode track', { format: 'mov', sound: AAC, muxing: ['-timecode', '01:00:00:00'] }),
  wild('avc3 in fragments', { muxing: ['-tag:v', 'avc3', '-bsf:v', 'dump_extra', ...fragmented(empty)] }),
  wild('delimiters in MP4', { muxing: ['-bsf:v', 'h264_metadata=aud=insert'] }),
  wild('a note in SEI', {
    muxing: ['-bsf:v', 'h264_metadata=sei_user_data=086f3693-b7b3-4f2c-9653-21492feee5b8+hello'],
  }),
  wild('turned by 90°', { before: { picture: ['-display_rotation', '90', '-noautorotate'] } }),
  wild('ticks of a millisecond', {
    muxing: ['-video_track_timescale', '1000'],
    video: ['-preset', 'veryfast', '-bf', '2', '-g', '30'],
  }),
  wild('a tick a picture', { muxing: ['-video_track_timescale', '15'] }),
  wild('ticks of 100 ns', { muxing: ['-video_track_timescale', '10000000'] }),
  wild('two sounds', {
    sound: AAC,
    more: ['-f', 'lavfi', '-i', 'sine=r=48000:d=4', '-map', '0', '-map', '1', '-map', '2'],
  }),
  wild('a second picture', { sound: AAC, more: [...second, '-map', '0', '-map', '2', '-map', '1'] }),
  wild('sound in the first track', { sound: AAC, more: ['-map', '1', '-map', '0'] }),
  wild('PCM in MP4', { sound: ['-c:a', 'pcm_s16le'] }),
  wild('ALAC', { sound: ['-c:a', 'alac'] }),
  wild('FLAC', { sound: ['-c:a', 'flac'] }),
  wild('AC-3 in MP4', { rate: 48_000, sound: ['-c:a', 'ac3'] }),
  wild('Opus in fragments', { rate: 48_000, sound: ['-c:a', 'libopus'], muxing: fragmented(empty) }),
  wild('IMA ADPCM, called by a number', { format: 'mov', rate: 8000, sound: ['-c:a', 'adpcm_ima_wav'] }),
  wild('six channels', { rate: 48_000, sound: ['-af', 'pan=5.1|c0=c0|c1=c0|c2=c0|c3=c0|c4=c0|c5=c0', ...AAC] }),
];

const inTs: readonly ProgramMake[] = [
  wild('picture half a second late, MPEG-TS', { ...ts, rate: 48_000, before: { picture: later }, sound: AAC }),
  wild('sound half a second late, MPEG-TS', { ...ts, rate: 48_000, before: { sound: later }, sound: AAC }),
  wild('no delimiters', { ...ts, muxing: ['-bsf:v', 'filter_units=remove_types=9'] }),
  wild('no delimiters, H.265', { ...ts, ...hevc, muxing: ['-bsf:v', 'filter_units=remove_types=35'] }),
  wild('no SEI', { ...ts, muxing: ['-bsf:v', 'filter_units=remove_types=6'] }),
  wild('filler data', {
    ...ts,
    video: [
      '-preset',
      'veryfast',
      '-g',
      '30',
      '-b:v',
      '400k',
      '-x264-params',
      'nal-hrd=cbr:vbv-maxrate=400:vbv-bufsize=400:filler=1',
    ],
  }),
  wild('picture structure in SEI', {
    ...ts,
    video: ['-preset', 'veryfast', '-g', '30', '-x264-params', 'slices=2:aud=1:pic-struct=1'],
  }),
  wild('AC-3', { ...ts, rate: 48_000, sound: ['-c:a', 'ac3'] }),
  wild('E-AC-3', { ...ts, rate: 48_000, sound: ['-c:a', 'eac3'] }),
  wild('MPEG audio, layer 2', { ...ts, rate: 48_000, sound: ['-c:a', 'mp2'] }),
  wild('two sounds, MPEG-TS', {
    ...ts,
    sound: AAC,
    more: ['-f', 'lavfi', '-i', 'sine=r=48000:d=4', '-map', '0', '-map', '1', '-map', '2'],
  }),
  wild('sound before picture', { ...ts, sound: AAC, more: ['-map', '1', '-map', '0'] }),
  wild('two programs', {
    ...ts,
    sound: AAC,
    more: [
      ...second,
      '-map',
      '0',
      '-map',
      '1',
      '-map',
      '2',
      '-program',
      'program_num=1:st=0:st=1',
      '-program',
      'program_num=2:st=2',
    ],
  }),
  wild('no delay of the muxer', { ...ts, sound: AAC, muxing: ['-muxdelay', '0', '-muxpreload', '0'] }),
  wild('the clock starts again in mid-clip', { ...ts, sound: AAC, muxing: ['-output_ts_offset', '95441.7'] }),
  wild('a program clock ten times a second', { ...ts, sound: AAC, muxing: ['-pcr_period', '100'] }),
  wild('marked as discontinuous at the start', {
    ...ts,
    sound: AAC,
    muxing: ['-mpegts_flags', '+initial_discontinuity'],
  }),
  wild('a network table', { ...ts, sound: AAC, muxing: ['-mpegts_flags', '+nit'] }),
  wild('streams on low PIDs', {
    ...ts,
    sound: AAC,
    muxing: ['-mpegts_start_pid', '0x1f0', '-mpegts_pmt_start_pid', '0x20'],
  }),
  wild('constant rate, B-frames', {
    ...ts,
    sound: AAC,
    video: ['-preset', 'veryfast', '-bf', '3', '-g', '30'],
    muxing: ['-muxrate', '3M'],
  }),
];

const random = (fps: number): string => `testsrc2=s={s}:r=${fps}:d={d},select='gt(random(1),0.5)'`;
const rates: readonly ProgramMake[] = [
  wild('random steps between pictures', { scene: random(30), muxing: ['-fps_mode', 'vfr'] }),
  wild('random steps, B-frames, MPEG-TS', {
    ...ts,
    scene: random(30),
    video: ['-preset', 'veryfast', '-bf', '2', '-g', '30'],
    muxing: ['-fps_mode', 'vfr'],
  }),
  wild('random steps, H.265', { ...hevc, scene: random(30), muxing: ['-fps_mode', 'vfr'] }),
  wild('a picture a second', { ...ts, fps: 1, seconds: 12, video: ['-preset', 'veryfast', '-g', '4'] }),
  wild('two pictures a second', { fps: 2, seconds: 10, video: ['-preset', 'veryfast', '-g', '8'] }),
  wild('120 fps', { ...ts, fps: 120 }),
  wild('240 fps', { ...ts, fps: 240, video: ['-preset', 'ultrafast', '-g', '240'] }),
  wild('240 fps, B-frames', { fps: 240, video: ['-preset', 'veryfast', '-bf', '2', '-g', '240'] }),
  wild('23.976 fps', {
    scene: 'testsrc2=s={s}:r=24000/1001:d={d}',
    video: ['-preset', 'veryfast', '-bf', '2', '-g', '48'],
  }),
];

const avc = (name: string, parameters: string, wish: Wish = {}): ProgramMake =>
  wild(name, { ...wish, video: ['-preset', 'veryfast', '-x264-params', parameters] });
const coded: readonly ProgramMake[] = [
  avc('intra refresh in MP4', 'intra-refresh=1:keyint=30'),
  avc('open groups in fragments', 'open-gop=1:keyint=20:bframes=3', { muxing: fragmented(empty) }),
  avc('sixteen references, eight B-frames', 'ref=16:bframes=8:b-pyramid=strict:keyint=60'),
  avc('sixteen B-frames', 'bframes=16:b-pyramid=normal:b-adapt=0:keyint=60', ts),
  avc('lossless', 'qp=0:keyint=30', { ...ts, size: '160x90' }),
  avc('JVT quantisation matrices', 'cqm=jvt:8x8dct=1:keyint=30'),
  avc('key frames only for Blu-ray', 'keyint=1:bluray-compat=1'),
  avc('interlaced with B-frames, MP4', 'tff=1:bframes=3:keyint=30', { size: '320x192' }),
  avc('progressive called interlaced', 'fake-interlaced=1:pic-struct=1:keyint=30', { ...ts, size: '320x192' }),
  avc('SPS number 5', 'sps-id=5:keyint=30', ts),
  avc('eleven slices', 'slices=11:keyint=30', ts),
  avc('no deblocking, no CABAC, no partitions', 'no-deblock=1:cabac=0:partitions=none:keyint=30', { size: '322x182' }),
  avc('weighted prediction of every kind', 'weightp=2:weightb=1:bframes=3:ref=4:keyint=30', ts),
  avc('constrained intra prediction', 'constrained-intra=1:keyint=30', ts),
  avc('long start: 90 pictures of lookahead', 'rc-lookahead=90:mbtree=1:keyint=30'),
];

const h265 = (name: string, parameters: string, wish: Wish = {}): ProgramMake =>
  wild(name, { ...hevc, ...wish, video: ['-preset', 'fast', '-x265-params', parameters] });
const codedHevc: readonly ProgramMake[] = [
  h265('64x64', 'keyint=30', { size: '64x64' }),
  h265('three temporal layers', 'temporal-layers=3:bframes=7:b-pyramid=1:keyint=30'),
  h265('field pictures', 'interlace=tff:keyint=30', { ...ts, size: '320x90', fps: 30 }),
  h265('leading pictures that may be skipped', 'open-gop=1:keyint=20:bframes=4:radl=0', ts),
  h265('leading pictures that may be decoded', 'open-gop=0:keyint=20:bframes=4:radl=2', ts),
  h265('lossless, H.265', 'lossless=1:keyint=30', { size: '160x90' }),
  h265('key frames only', 'keyint=1', ts),
  h265('scaling lists', 'scaling-list=default:keyint=30'),
  h265('sets in the stream and in hvcC', 'repeat-headers=1:keyint=30'),
  h265('hashes in SEI', 'hash=3:keyint=30', ts),
  h265(
    'HRD and one SEI',
    'single-sei=1:hrd=1:vbv-maxrate=800:vbv-bufsize=800:bitrate=500:idr-recovery-sei=1:keyint=30',
    ts,
  ),
  h265('options of quantisation in PPS', 'opt-qp-pps=1:opt-ref-list-length-pps=1:keyint=30'),
  h265(
    'HDR10 metadata',
    'hdr10=1:master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,1):max-cll=1000,400:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc:keyint=30',
  ),
  h265('HLG', 'atc-sei=18:colorprim=bt2020:transfer=arib-std-b67:colormatrix=bt2020nc:keyint=30', ts),
  h265('eight B-frames, CTU 32', 'wpp=1:ctu=32:bframes=8:b-adapt=0:keyint=30', ts),
];

const cut = (bFrames: number): Pick<Wish, 'sound' | 'every' | 'seconds' | 'video'> => ({
  ...{ sound: AAC, every: 2, seconds: 6 },
  video: ['-preset', 'veryfast', '-g', '30', '-sc_threshold', '0', '-bf', String(bFrames)],
});
const byTime = ['-hls_flags', 'split_by_time'];
const openGroups = ['-preset', 'fast', '-x265-params', 'keyint=30:bframes=4:open-gop=1'];
const segmented: readonly ProgramMake[] = [
  wild('segments with B-frames', { ...ts, ...cut(3) }),
  wild('segments with B-frames, fMP4', cut(3)),
  wild('segments of half a second', { ...ts, sound: AAC, every: 0.5, video: ['-preset', 'veryfast', '-g', '8'] }),
  wild('segments of half a second, fMP4', { sound: AAC, every: 0.5, video: ['-preset', 'veryfast', '-g', '8'] }),
  wild('segments cut by time', { ...ts, ...cut(0), every: 3, seconds: 9, muxing: byTime }),
  wild('segments cut by time, fMP4', { ...cut(0), every: 3, seconds: 9, muxing: byTime }),
  wild('segments with random steps', { ...ts, ...cut(2), scene: random(30), muxing: ['-fps_mode', 'vfr'] }),
  wild('segments with random steps, fMP4', { ...cut(2), scene: random(30), muxing: ['-fps_mode', 'vfr'] }),
  wild('segments with a late picture', { ...ts, ...cut(2), before: { picture: later } }),
  wild('segments with a late picture, fMP4', { ...cut(2), before: { picture: later } }),
  wild('segments with late sound', { ...ts, ...cut(0), before: { sound: later } }),
  wild('segments over a clock that starts again', { ...ts, ...cut(2), muxing: ['-output_ts_offset', '95440'] }),
  wild('segments of one second at a picture a second', {
    ...ts,
    sound: AAC,
    fps: 1,
    seconds: 12,
    every: 2,
    video: ['-preset', 'veryfast', '-g', '2'],
  }),
  wild('segments of open groups, H.265', { ...ts, ...hevc, sound: AAC, every: 2, seconds: 6, video: openGroups }),
  wild('segments of open groups, H.265, fMP4', { ...hevc, sound: AAC, every: 2, seconds: 6, video: openGroups }),
  wild('segments with Opus, fMP4', { ...cut(0), rate: 48_000, sound: ['-c:a', 'libopus'] }),
];

/** Good clips in settings that cameras, muxers and converters have and that nobody expects. */
export const wildMakes: readonly ProgramMake[] = [...inMp4, ...inTs, ...rates, ...coded, ...codedHevc, ...segmented];
