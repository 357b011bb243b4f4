import { checkTexts, generalText } from '@kaitong/contract/checks';
import { type GuideWords, guidePages, table } from '../guide-pages.ts';
import { type Accuracy, type Detection, firstShare } from './accuracy.ts';
import { legalButOdd, type RealAnswer } from './real.ts';
import { realTexts } from './real-texts.ts';
import type { Speed } from './speed.ts';

export type Results = {
  accuracy: Accuracy;
  speeds: readonly Speed[];
  real: readonly RealAnswer[];
  pairs: { drawn: number; seed: number; failed: readonly string[] };
};

type Words = GuideWords & {
  language: 'en' | 'zh-CN';
  intro: string;
  good: (results: Accuracy) => string;
  codes: (results: Accuracy) => string;
  columns: readonly string[];
  missed: string;
  real: string;
  realColumns: readonly string[];
  odd: (names: readonly string[]) => string;
  pairs: (pairs: Results['pairs']) => string;
  fine: string;
  tolerances: readonly string[];
  limits: string;
  speed: string;
  speedColumns: readonly string[];
  speedRows: { level1: string; lastByte: string; busiest: string; memory: string };
  none: string;
};

const words: readonly [Words, ...Words[]] = [
  {
    file: 'judge-bench.md',
    language: 'en',
    heading: 'How well the judge judges',
    other: '[中文](judge-bench.zh-CN.md)',
    intro:
      'Every code of the catalogue is tried on clips that are broken in that one way, and on good clips of many makes; `ffmpeg -f null` and `ffprobe` get the same files in the same run. All clips are generated: encoded by FFmpeg inside the bench and, where installed, by x264, x265, kvazaar and OpenH264 (GStreamer); packed by FFmpeg, GStreamer and the virtual camera. The bench: `npm run bench -- judge`. It also tries a folder of your own, raw streams (`.264`, `.jsv`, `.avc`, `.26l`, `.265`, `.bit`) included: `KAITONG_CLIPS=folder npm run bench -- judge`.',
    good: ({ good, refused, goodComplaints, peers }) =>
      `**${good} good clips: ${refused.length} refused.**${peers ? ` FFmpeg complained about ${goodComplaints.ffmpeg} of them, ffprobe about ${goodComplaints.ffprobe}.` : ''} Among them: MPEG-TS, fragmented and whole MP4, QuickTime; 5 to 60 fps and variable rates; B-frames, open groups of pictures with recovery points and CRA, intra refresh, several slices, tiles, interlacing; 160×90 to 3840×2160, portrait and cropped; night, 60 kb/s, monochrome; AAC, G.711, MP3, Opus and none.`,
    codes: (results) =>
      `**${clipsOf(results)} broken clips: ${percent(firstShare(results))} named first by their own code.** By the code that has to be found; “named first”: it heads the verdict, as the cause should.`,
    columns: ['code', 'what', 'clips', 'named', 'named first', 'ffmpeg fails', 'ffmpeg complains', 'ffprobe complains'],
    missed: 'Something else was said first of:',
    real: 'Defects that real cameras had, from public threads, made again: on bytes, and where time against the real world is what is wrong, with a course of arrival times or with sound.',
    realColumns: ['no.', 'camera', 'what goes wrong', 'code', 'said first', 'right'],
    odd: (names) => `Legal but odd, and none of it refused: ${names.join('; ')}.`,
    pairs: ({ drawn, seed, failed }) =>
      `**${drawn} random pairs of unrelated faults in two objects of one clip: both are headlines in ${drawn - failed.length}** (seed ${seed}).`,
    fine: 'What is still fine, and why. Cameras are no encoders in a laboratory; each limit lets through what a viewer would not notice:',
    tolerances: [
      'A dropped picture now and then: what counts is how long a viewer sees it. Up to two seconds of the clip, or a tenth of it, may be garbled until a key frame repairs it; a picture that nothing builds on may be missing without a word.',
      'One frame in 200 (and one in any object) may not come out of the decoder: the last one of a segment often does not.',
      'Up to a second between two frames: a camera that hangs for longer has lost something.',
      'A declared duration that is off by up to a second or 15 %: devices take it from their own clock.',
      'A time stamp missing on up to 10 % of the pictures: players place them between the others.',
      'A segment that begins with a recovery point, a CRA or a BLA picture instead of an IDR frame, fragments without `tfdt`, tables that come late or carry a wrong checksum, `moov` at the end: players cope, so they are warnings.',
      'Up to half of the sound damaged: a player finds its way back at the next ADTS header.',
      'A night picture: black is only what is darker than 20 of 255 and flat, on more than 90 % of the frames. Infrared scenes begin at about 28.',
      'A still scene with little movement: from one frame to the next some part has to change by three levels of brightness for a quarter of a second, which a hand at a metre does ten times over. What creeps through the picture in twenty seconds may be called still.',
    ],
    limits:
      'FFmpeg decodes overwritten slices of H.265 without a word, so level 2 also reads their coded data to the end. A single flipped bit may still pass, one in fifty or so: a sign or the direction of a vector is then another, and nothing else. Profiles beyond Main 10 are not read so.',
    speed:
      'Speed and memory, ten seconds of 1080p at 4 Mb/s in five encrypted segments; in brackets the share of a full ffmpeg decode of the same clip in the same run. Times on a busy machine mean little, ratios more.',
    speedColumns: ['what', 'H.264', 'H.265'],
    speedRows: {
      level1: 'level 1 of the whole clip, decryption included, warm (processor time)',
      lastByte: 'last byte → verdict, level 2 included, earlier segments judged as they came',
      busiest: 'longest that an earlier segment took, as a share of its own length',
      memory: 'memory of a judge process; of ffmpeg',
    },
    none: '–',
  },
  {
    file: 'judge-bench.zh-CN.md',
    language: 'zh-CN',
    heading: '检测的准确度与速度',
    other: '[English](judge-bench.md)',
    intro:
      '检测项目录中的每个代码，都用只坏一处的视频来检验，并用多种编码、封装方式生成的正常视频检验是否误报；同一批文件同时交给 `ffmpeg -f null` 和 `ffprobe` 对照。全部视频由程序生成：编码使用内置的 FFmpeg，装有 x264、x265、kvazaar、OpenH264（GStreamer）时也使用它们；封装使用 FFmpeg、GStreamer 和虚拟摄像头。运行方式：`npm run bench -- judge`。也可以检验您自己的视频，包括裸码流（`.264`、`.jsv`、`.avc`、`.26l`、`.265`、`.bit`）：`KAITONG_CLIPS=目录 npm run bench -- judge`。',
    good: ({ good, refused, goodComplaints, peers }) =>
      `**正常视频 ${good} 段，误报 ${refused.length} 段。**${peers ? `其中 FFmpeg 报错 ${goodComplaints.ffmpeg} 段，ffprobe 报错 ${goodComplaints.ffprobe} 段。` : ''}包括：MPEG-TS、分片与完整 MP4、QuickTime；5–60 fps 与可变帧率；B 帧、带恢复点或 CRA 的开放 GOP、帧内刷新、多 slice、tile、隔行；160×90 至 3840×2160、竖屏、裁剪；夜间、60 kb/s、黑白；AAC、G.711、MP3、Opus 与无声。`,
    codes: (results) =>
      `**有问题的视频 ${clipsOf(results)} 段，${percent(firstShare(results))} 首先指出了问题本身的代码。** 下表按应当报告的代码统计；“排在首位”表示验证结论首先指出的就是这一项。`,
    columns: ['代码', '含义', '视频数', '报告', '排在首位', 'ffmpeg 失败', 'ffmpeg 报错', 'ffprobe 报错'],
    missed: '首先指出了其他问题的：',
    real: '公开讨论中真实摄像头出现过的问题，重新制作成视频；与真实时间有关的，还附有各对象到达的时刻或声音。',
    realColumns: ['编号', '摄像头', '现象', '代码', '首先指出', '正确'],
    odd: (names) => `少见但合法、一律不应拒绝的：${names.join('；')}。`,
    pairs: ({ drawn, seed, failed }) =>
      `**同一视频的两个对象中各有一处互不相干的问题，随机 ${drawn} 对：${drawn - failed.length} 对的两处都作为独立问题列出**（种子 ${seed}）。`,
    fine: '多大的偏差仍可接受，为什么。摄像头不是实验室里的编码器，每个限值都放过观看者察觉不到的问题：',
    tolerances: [
      '偶尔丢帧：看的是观看者会看到多久的花屏。到关键帧恢复为止，全片花屏不超过 2 秒或十分之一，只作警告；没有其他画面参考的帧，丢了也不计。',
      '每 200 帧（每个对象）允许有一帧解不出来：分片的最后一帧常常如此。',
      '两帧之间最多间隔 1 秒：卡顿更久就说明丢了内容。',
      '申报时长的偏差不超过 1 秒或 15 %：设备用的是自己的时钟。',
      '不超过 10 % 的画面没有时间戳：播放器会在前后画面之间推算。',
      '分片以恢复点、CRA 或 BLA 画面而不是 IDR 帧开头，分片缺少 `tfdt`，PAT、PMT 出现得晚或校验和有误，`moov` 在文件末尾：播放器都能应付，只作警告。',
      '声音损坏不到一半：播放器会从下一个 ADTS 头重新开始。',
      '夜间画面：只有亮度低于 20（满值 255）、没有层次、并且占 90 % 以上的帧，才算黑屏。红外夜视画面的亮度从 28 左右开始。',
      '动静不大的画面：相邻两帧之间只要有一处亮度变化达到 3 级并持续四分之一秒，就算有变化；一米外挥手的变化是它的十倍。用二十秒慢慢穿过画面的物体可能被当作静止。',
    ],
    limits:
      'H.265 的 slice 数据被改写时，FFmpeg 解码不报任何错误，因此第 2 级检测还会把编码数据从头读到尾。只错一个比特时，约五十次中有一次仍可能发现不了：只是某个系数的符号或运动矢量的方向变了，其余一切照旧。Main 10 以上的档次不做这项检查。',
    speed:
      '速度与内存：10 秒 1080p、4 Mb/s、5 个加密分片；括号内是与同一次运行中 ffmpeg 完整解码同一视频的耗时之比。机器繁忙时耗时没有多大意义，请看比值。',
    speedColumns: ['项目', 'H.264', 'H.265'],
    speedRows: {
      level1: '第 1 级检测整段视频，含解密（预热后，处理器时间）',
      lastByte: '最后一个字节 → 结论（含第 2 级；之前的分片到达时即已检测）',
      busiest: '之前的分片中，检测耗时与分片时长之比的最大值',
      memory: '检测进程的内存；ffmpeg 的内存',
    },
    none: '–',
  },
];

const clipsOf = ({ detections }: Accuracy): number => detections.reduce((all, { clips }) => all + clips, 0);
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

function detectionRow({ language, none }: Words, peers: boolean, one: Detection): (string | number)[] {
  const ofPeers = [one.ffmpegFails, one.ffmpegComplains, one.ffprobeComplains];
  return [
    `\`${one.code}\``,
    generalText(checkTexts[language].checks[one.code].title),
    one.clips,
    one.named,
    one.first,
    ...(peers ? ofPeers : ofPeers.map(() => none)),
  ];
}

function speedRows({ speedRows: names, none }: Words, speeds: readonly Speed[]): string[][] {
  const mib = (value: number | null): string => (value === null ? none : `${Math.round(value)} MiB`);
  const share = ({ lastByte, ffmpeg }: Speed): string => (ffmpeg === null ? none : (lastByte / ffmpeg).toFixed(2));
  return [
    [names.level1, ...speeds.map(({ level1 }) => `${level1.toFixed(1)} ms`)],
    [names.lastByte, ...speeds.map((speed) => `${Math.round(speed.lastByte)} ms (${share(speed)})`)],
    [names.busiest, ...speeds.map(({ busiest }) => busiest.toFixed(2))],
    [names.memory, ...speeds.map(({ judgeMemory, ffmpegMemory }) => `${mib(judgeMemory)}; ${mib(ffmpegMemory)}`)],
  ];
}

function realRow({ language, none }: Words, one: RealAnswer): string[] {
  const code = (named: string | null): string => (named === null ? none : `\`${named}\``);
  return [
    String(one.number),
    `[${one.camera}](${one.thread})`,
    realTexts[language][one.number] ?? '',
    code(one.code),
    code(one.first),
    one.isRight === null ? none : one.isRight ? '✓' : '✗',
  ];
}

function paragraphsOf(page: Words, { accuracy, speeds, real, pairs }: Results): [string, ...string[]] {
  const missed = accuracy.missed.map((line) => `- ${line.replace(/^missed: /, '')}`);
  return [
    page.intro,
    page.good(accuracy),
    page.codes(accuracy),
    table(
      page.columns,
      accuracy.detections.map((one) => detectionRow(page, accuracy.peers, one)),
    ),
    ...(missed.length > 0 ? [page.missed, missed.join('\n')] : []),
    page.real,
    table(
      page.realColumns,
      real.map((one) => realRow(page, one)),
    ),
    page.odd(legalButOdd),
    page.pairs(pairs),
    ...(pairs.failed.length > 0 ? [pairs.failed.map((line) => `- ${line}`).join('\n')] : []),
    page.limits,
    page.fine,
    page.tolerances.map((line) => `- ${line}`).join('\n'),
    page.speed,
    table(page.speedColumns, speedRows(page, speeds)),
  ];
}

export const { writeReport, reportText } = guidePages('judge', words, paragraphsOf);
