import { type GuideWords, guidePages, row, tableOfRows } from '../guide-pages.ts';
import { QUIET_PROCESSORS } from '../machine.ts';
import { p50, p95 } from '../samples.ts';

/** Milliseconds. `alone`: one activation after the other, `together`: as many at once; `others`: processors that others kept busy. */
export type Results = { alone: number[]; together: number[]; playable: number[]; others: number };

/** What the first release took, by this bench, on the machine of two cores that goals are set for: at the median and in 95 of 100. */
const MOST = { alone: [259, 340], playable: [244, 325], together: 2950 } as const;

/** What was asked for, and whether it is so. */
export function verdictsOf({ alone, together, playable }: Results): { what: string; holds: boolean }[] {
  const spread = (what: string, times: readonly number[], [middle, most]: readonly [number, number]) => ({
    what: `${what}: ${Math.round(p50(times))} / ${Math.round(p95(times))} ms at p50 / p95 (at most ${middle} / ${most})`,
    holds: p50(times) <= middle && p95(times) <= most,
  });
  return [
    spread('wave to approved, beyond the clip', alone, MOST.alone),
    spread('wave to playable', playable, MOST.playable),
    {
      what: `${together.length} activations at once are ${(p95(together) / 1000).toFixed(2)} s late at p95 (at most ${MOST.together / 1000})`,
      holds: p95(together) <= MOST.together,
    },
  ];
}

type Words = GuideWords & {
  intro: string;
  columns: readonly string[];
  alone: (many: number) => string;
  together: (many: number) => string;
  playable: (many: number) => string;
  quiet: (busy: string) => string;
  busy: (busy: string) => string;
  reading: string;
};

const words: readonly [Words, ...Words[]] = [
  {
    file: 'latencies-bench.md',
    heading: 'How long people wait after a wave',
    other: '[中文](latencies-bench.zh-CN.md)',
    intro:
      'Approved: from the end of the clip (a second after the wave; 160 × 90) to when the maker’s program, which follows the application, reads that it is approved: the last upload, the verdict, the activation and the news of it. Playable: from the wave to when its owner, who is told of the event, holds its first segment: the second before the wave is recorded already. Server, PostgreSQL, judge and cameras share the machine.',
    columns: ['from a wave to …', 'p50', 'p95'],
    alone: (many) => `approved, beyond the clip (${many}, one after the other)`,
    together: (many) => `approved, beyond the clip (${many} at once)`,
    playable: (many) => `the first segment in the owner’s hands (${many} events)`,
    quiet: (busy) => `The machine was quiet: others kept ${busy} of a processor busy.`,
    busy: (busy) =>
      `**The machine was not quiet**: others kept ${busy} of a processor busy. Times are worse than they would be.`,
    reading: 'The bench: `npm run bench -- latencies`.',
  },
  {
    file: 'latencies-bench.zh-CN.md',
    heading: '挥手之后要等多久',
    other: '[English](latencies-bench.md)',
    intro:
      '开通：从视频结束（挥手后一秒；160 × 90）到厂商程序（一直跟踪进度）读到“审核通过”的时间，包括最后一段的上传、判定、开通和通知。可播放：从挥手到机主收到事件通知并取得第一段录像的时间；挥手前一秒的画面已经录好。服务器、PostgreSQL、判定进程和摄像头共用这台机器。',
    columns: ['从挥手到……', 'p50', 'p95'],
    alone: (many) => `审核通过，不含视频本身（${many} 次，逐个进行）`,
    together: (many) => `审核通过，不含视频本身（${many} 个同时）`,
    playable: (many) => `机主取得第一段录像（${many} 个事件）`,
    quiet: (busy) => `测量时机器空闲：其他程序占用 ${busy} 个处理器。`,
    busy: (busy) => `**测量时机器并不空闲**：其他程序占用 ${busy} 个处理器，用时比空闲时长。`,
    reading: '运行方式：`npm run bench -- latencies`。',
  },
];

const timesOf = (what: string, times: readonly number[]): string =>
  row([what, `${Math.round(p50(times))} ms`, `${Math.round(p95(times))} ms`]);

function paragraphsOf(page: Words, { alone, together, playable, others }: Results): [string, ...string[]] {
  const busy = others.toFixed(2);
  return [
    page.intro,
    tableOfRows(page.columns, [
      timesOf(page.alone(alone.length), alone),
      timesOf(page.together(together.length), together),
      timesOf(page.playable(playable.length), playable),
    ]),
    others <= QUIET_PROCESSORS ? page.quiet(busy) : page.busy(busy),
    page.reading,
  ];
}

export const { writeReport, reportText } = guidePages('latencies', words, paragraphsOf);
