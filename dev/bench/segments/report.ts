import { SEGMENT_SECONDS, type SegmentSeconds } from '@kaitong/contract';
import { type GuideWords, guidePages, machineLine, table } from '../guide-pages.ts';
import { percentile } from '../samples.ts';
import type { Measured } from '../uploads/measured.ts';
import type { Cut } from './power-cuts.ts';

/** Mbit/s: a small camera's picture, and one of 2K or 4K. */
export const BIT_RATES = [1, 4] as const;

/** Of objects of one size: `measured` is that of each of them. */
export type Cost = { megabits: number; seconds: SegmentSeconds; measured: Measured };
export type Results = { costs: readonly Cost[]; cuts: ReadonlyMap<SegmentSeconds, readonly Cut[]> };

/** The virtual camera's key frames, and how far clocks of two processes and a poll are apart. */
const KEY_FRAME_MS = 2000;
const SLACK_MS = 1000;

const putsAnHour = (seconds: number): number => 3600 / seconds;
/** Seconds of processor time that a camera takes in an hour. */
const spentAnHour = ({ seconds, measured: { server, database } }: Cost): number =>
  ((server + database) * putsAnHour(seconds)) / 1000;
const costOf = ({ costs }: Results, megabits: number, seconds: number): Cost => {
  const found = costs.find((one) => one.megabits === megabits && one.seconds === seconds);
  if (!found) throw new Error('it was not measured');
  return found;
};
const of = ({ cuts }: Results, seconds: SegmentSeconds, what: keyof Cut): number[] =>
  (cuts.get(seconds) ?? []).map((cut) => cut[what]);

/** What was asked for, and whether it is so. */
export function verdictsOf(results: Results): { what: string; holds: boolean }[] {
  const spent = (seconds: number): number => spentAnHour(costOf(results, 1, seconds));
  return [
    {
      what: `processor time a camera-hour at 1 Mbit/s: ${spent(60).toFixed(2)} s in segments of 60 s, ${spent(10).toFixed(2)} s in those of 10 s (less)`,
      holds: spent(60) < spent(10),
    },
    ...SEGMENT_SECONDS.flatMap((seconds) => {
      const most = Math.max(...of(results, seconds, 'lostWithCard'));
      const first = Math.max(...of(results, seconds, 'firstPicture'));
      const segment = seconds * 1000 + KEY_FRAME_MS + SLACK_MS;
      return [
        {
          what: `segments of ${seconds} s: a power cut takes ${(most / 1000).toFixed(1)} s of a camera with a card (at most one segment)`,
          holds: most <= segment,
        },
        {
          what: `segments of ${seconds} s: the first picture after ${(first / 1000).toFixed(1)} s (a segment, and a second more)`,
          holds: first <= segment,
        },
      ];
    }),
  ];
}

type Words = GuideWords & {
  intro: string;
  costColumns: readonly string[];
  cutColumns: readonly string[];
  segments: (seconds: number) => string;
  cutsIntro: (each: number) => string;
  after: string;
  reading: string;
};

const words: readonly [Words, ...Words[]] = [
  {
    file: 'segments-bench.md',
    heading: 'What segments of 10, 20 and 60 s cost',
    other: '[中文](segments-bench.zh-CN.md)',
    intro:
      'Continuous footage in segments of each length that a region may ask its cameras for. Eight cameras put one object after the other, each declared, put and committed, with database and objects on one disk and forced to it; what the server’s processes and PostgreSQL take for an object is multiplied by how many a camera makes in an hour. What cameras take, and hashing beforehand, is not counted. Medians of three rounds of some seconds.',
    costColumns: [
      'segments',
      'PUTs a camera-hour',
      'processor time of server + PostgreSQL, an object at 1 Mbit/s',
      'a camera-hour at 1 Mbit/s',
      'an object at 4 Mbit/s',
      'a camera-hour at 4 Mbit/s',
    ],
    cutColumns: [
      'segments',
      'first picture, median / most',
      'lost at a power cut, median / most',
      'lost where the camera comes back with its card, median / most',
    ],
    segments: (seconds) => `${seconds} s`,
    cutsIntro: (each) =>
      `${each} virtual cameras for each length, with a key frame every two seconds and in the time of this machine: from where a recording begins to when its owner holds the first segment; and, of what a camera had recorded by its clock when it was killed (\`kill -9\`) at a random moment within its second or third segment, what the platform has not: at that moment, and after it was started again and had sent what lay on its card.`,
    after:
      'So much later is also what was just recorded seen, all the time. What is saved is per object; hashing and the disk go by bytes. On a store that is paid by request, the PUTs are what is paid.',
    reading:
      'The bench: `npm run bench -- segments`. How a region asks for another length: [guide](operator.md#segments-of-continuous-footage).',
  },
  {
    file: 'segments-bench.zh-CN.md',
    heading: '10、20、60 秒分片的开销',
    other: '[English](segments-bench.md)',
    intro:
      '区域可以要求的每种分片长度下，连续录像的开销。八台摄像机一个接一个地上传对象，逐个声明、上传（PUT）、提交；数据库和对象在同一块磁盘上，都强制落盘。服务器各进程与 PostgreSQL 处理一个对象所用的处理器时间，乘以一台摄像机每小时产生的对象数。摄像机自身的开销和事先计算哈希不计入。每项测量三轮、每轮数秒，取中位数。',
    costColumns: [
      '分片',
      '每台每小时 PUT 次数',
      '服务器 + PostgreSQL 的处理器时间，1 Mbit/s 时每个对象',
      '1 Mbit/s 时每台每小时',
      '4 Mbit/s 时每个对象',
      '4 Mbit/s 时每台每小时',
    ],
    cutColumns: [
      '分片',
      '首个画面，中位数 / 最长',
      '断电丢失，中位数 / 最多',
      '带存储卡重新上电后仍丢失，中位数 / 最多',
    ],
    segments: (seconds) => `${seconds} 秒`,
    cutsIntro: (each) =>
      `每种长度 ${each} 台虚拟摄像机，每两秒一个关键帧，按本机实际时间运行。首个画面：从录像开始到主人拿到第一个分片。断电丢失：在第二或第三个分片中的随机时刻终止进程（\`kill -9\`），按摄像机的时钟已录下、而平台没有的部分；分别为当时，以及重新启动并传完存储卡上的内容之后。`,
    after:
      '此后刚录下的画面也始终晚这么久才能看到。省下的是每个对象的固定开销；计算哈希和写盘按字节计。使用按请求收费的对象存储时，付费的就是 PUT 次数。',
    reading:
      '运行方式：`npm run bench -- segments`。如何修改区域的分片长度：[使用指南](operator.zh-CN.md#连续录像的分片长度)。',
  },
];

function paragraphsOf(page: Words, results: Results): [string, ...string[]] {
  const each = ({ measured: { server, database } }: Cost): string => `${server.toFixed(1)} + ${database.toFixed(1)} ms`;
  const hour = (cost: Cost): string => `${spentAnHour(cost).toFixed(2)} s`;
  const spread = (values: readonly number[]): string =>
    `${(percentile(values, 50) / 1000).toFixed(1)} / ${(Math.max(...values) / 1000).toFixed(1)} s`;
  const costRows = SEGMENT_SECONDS.map((seconds) => {
    const [small, large] = BIT_RATES.map((megabits) => costOf(results, megabits, seconds)) as [Cost, Cost];
    const puts = String(putsAnHour(seconds));
    return [page.segments(seconds), puts, each(small), hour(small), each(large), hour(large)];
  });
  const cutRows = SEGMENT_SECONDS.map((seconds) => [
    page.segments(seconds),
    ...(['firstPicture', 'lost', 'lostWithCard'] as const).map((what) => spread(of(results, seconds, what))),
  ]);
  const busy = Math.max(...results.costs.map(({ measured }) => measured.others));
  return [
    page.intro,
    table(page.costColumns, costRows),
    page.cutsIntro(results.cuts.get(SEGMENT_SECONDS[0])?.length ?? 0),
    table(page.cutColumns, cutRows),
    page.after,
    machineLine(page, busy),
    page.reading,
  ];
}

export const { writeReport, reportText } = guidePages('segments', words, paragraphsOf);
