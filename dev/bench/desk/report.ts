import { type GuideWords, guidePages, table } from '../guide-pages.ts';

export type Row = {
  what: 'empty' | 'short' | 'h264' | 'h265' | 'folder';
  /** Seconds, medians. */
  processor: number;
  wall: number;
  peer: number | null;
  /** Of processor time to the peer’s, pair by pair. */
  ratio: number | null;
};

export type Results = { rows: readonly Row[]; clips: number; runs: number };

/** What the design asks for: seconds, or so many times what the peer takes. */
const MOST: Record<Row['what'], { seconds: number } | { times: number } | null> = {
  empty: { seconds: 0.4 },
  short: { seconds: 0.9 },
  h264: { times: 2 },
  h265: { times: 2.5 },
  folder: null,
};

/** Rows that took more than the design allows; one without a peer has nothing to be measured against. */
export const missedBy = (rows: readonly Row[]): Row[] =>
  rows.filter(({ what, processor, ratio }) => {
    const most = MOST[what];
    if (most === null) return false;
    return 'times' in most ? ratio !== null && ratio > most.times : processor > most.seconds;
  });

type Words = GuideWords & {
  intro: (results: Results) => string;
  columns: readonly string[];
  rows: Record<Row['what'], (clips: number) => string>;
  seconds: (value: number) => string;
  made: string;
};

const words: readonly [Words, ...Words[]] = [
  {
    file: 'desk-bench.md',
    heading: 'What a check costs at your desk',
    other: '[中文](desk-bench.zh-CN.md)',
    intro: ({ runs }) =>
      `Processor time of \`kaitong check\` as a whole, its judge process included, and of \`ffmpeg -i FILE -f null -\` on the same file, in turn; medians of ${runs}. 1280×720, 25 fps, 2 Mb/s, AAC. Seconds depend on the machine and on what else it does; ratios hardly.`,
    columns: ['file', '`kaitong check`', 'ffmpeg', 'ratio', 'at most', 'waited for'],
    rows: {
      empty: () => 'nothing to decode (an empty file)',
      short: () => '3 s of H.264',
      h264: () => '10 s of H.264',
      h265: () => '10 s of H.265',
      folder: (clips) => `a folder of ${clips} clips, 3 s of H.264 each (\`--each\`)`,
    },
    seconds: (value) => `${value.toFixed(2)} s`,
    made: 'What it is made of: the command reads a clip and judges its bytes; where something is to be decoded, one judge process is started (as many as cores for several clips), which decodes each picture and measures it; the slices of H.265 are read to their end once more. The bench: `npm run bench -- desk`.',
  },
  {
    file: 'desk-bench.zh-CN.md',
    heading: '在您的电脑上检测一段视频要多久',
    other: '[English](desk-bench.md)',
    intro: ({ runs }) =>
      `\`kaitong check\` 占用的全部处理器时间（含检测进程），对照是 \`ffmpeg -i 文件 -f null -\` 解码同一文件，两者轮流运行，各取 ${runs} 次的中位数。视频为 1280×720、25 fps、2 Mb/s，带 AAC 声音。秒数取决于机器及其繁忙程度，比值则基本不受影响。`,
    columns: ['文件', '`kaitong check`', 'ffmpeg', '比值', '上限', '等待时间'],
    rows: {
      empty: () => '无需解码（空文件）',
      short: () => 'H.264，3 秒',
      h264: () => 'H.264，10 秒',
      h265: () => 'H.265，10 秒',
      folder: (clips) => `一个目录，${clips} 段 3 秒的 H.264（\`--each\`）`,
    },
    seconds: (value) => `${value.toFixed(2)} 秒`,
    made: '时间花在哪里：命令读取视频并检查其中的数据；需要解码时启动一个检测进程（多段视频时与处理器核数相同），逐帧解码并测量画面；H.265 的编码数据还要另外从头读到尾。运行方式：`npm run bench -- desk`。',
  },
];

function cellsOf({ rows, seconds }: Words, clips: number, { what, processor, wall, peer, ratio }: Row): string[] {
  const most = MOST[what];
  return [
    rows[what](clips),
    seconds(processor),
    peer === null ? '–' : seconds(peer),
    ratio === null ? '–' : ratio.toFixed(2),
    most === null ? '–' : 'times' in most ? `${most.times} ×` : seconds(most.seconds),
    seconds(wall),
  ];
}

function paragraphsOf(page: Words, results: Results): [string, ...string[]] {
  const { columns, intro, made } = page;
  return [
    intro(results),
    table(
      columns,
      results.rows.map((one) => cellsOf(page, results.clips, one)),
    ),
    made,
  ];
}

export const { writeReport, reportText } = guidePages('desk', words, paragraphsOf);
