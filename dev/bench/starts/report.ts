import { type GuideWords, guidePages, row, tableOfRows } from '../guide-pages.ts';
import { QUIET_PROCESSORS } from '../machine.ts';

export type Started = {
  /** From the command to Ready. */
  seconds: number;
  /** Seconds of processor time. `server`: with what sets up and builds, and with the cameras, which are processes of Node. */
  processor: Record<'server' | 'database' | 'judge', number>;
  /** Processors that others kept busy meanwhile. */
  others: number;
  /** What it said that it was at, and when, in seconds from when it began to say so. */
  steps: { what: string; at: number }[];
};
/** `statements`: of a later start. `peer`: seconds of a bare Node, PostgreSQL and HTTP server. */
export type Results = { cold: Started; warm: Started[]; statements: number; peer: number };

const MOST = { cold: 90, warm: 4.5 };

const middle = (starts: readonly Started[]): Started => {
  const found = [...starts].sort((a, b) => a.seconds - b.seconds)[starts.length >> 1];
  if (!found) throw new Error('nothing was started');
  return found;
};

/** What was asked for, and whether it is so. */
export function verdictsOf({ cold, warm }: Results): { what: string; holds: boolean }[] {
  const again = middle(warm);
  return [
    { what: `the first start took ${seconds(cold.seconds)} (less than ${MOST.cold})`, holds: cold.seconds < MOST.cold },
    { what: `a later one ${seconds(again.seconds)} (at most ${MOST.warm})`, holds: again.seconds <= MOST.warm },
  ];
}

type Words = GuideWords & {
  intro: string;
  columns: readonly string[];
  cold: string;
  warm: string;
  peer: string;
  steps: string;
  stepColumns: readonly string[];
  quiet: (busy: string) => string;
  busy: (busy: string) => string;
  reading: string;
};

const words: readonly [Words, ...Words[]] = [
  {
    file: 'starts-bench.md',
    heading: 'What a start takes',
    other: '[中文](starts-bench.zh-CN.md)',
    intro:
      'From `npm start` to “Ready”: platform, demonstration and cameras are there, and one product is activated. The first start is that of a new clone, which has no packages, no database and no built pages; npm’s cache has the packages. A later one finds everything; of three the median. Its statements (begin and commit too) are those of one more start, which is not timed. What the first start runs and waits for, such as npm, counts to the server.',
    columns: [
      'start',
      'from the command to Ready',
      'processor time of server and cameras + PostgreSQL + judge',
      'statements',
    ],
    cold: 'the first',
    warm: 'a later one',
    peer: 'beside it: bare Node, PostgreSQL whose folder is there, an HTTP server that does nothing',
    steps: 'What a later one says that it is at:',
    stepColumns: ['after', 'step'],
    quiet: (busy) => `The machine was quiet: others kept ${busy} of a processor busy at most.`,
    busy: (busy) =>
      `**The machine was not quiet**: others kept ${busy} of a processor busy at times, and a start takes two.`,
    reading: 'The bench: `npm run bench -- starts`. It starts what is committed.',
  },
  {
    file: 'starts-bench.zh-CN.md',
    heading: '启动需要多久',
    other: '[English](starts-bench.md)',
    intro:
      '从执行 `npm start` 到出现“Ready”：平台、演示数据和摄像头都已就绪，并有一个产品已开通。首次启动用的是新克隆的仓库，没有依赖包、数据库和构建好的页面，但 npm 缓存里有依赖包。再次启动时一切都已存在，取三次的中位数；其语句数（含 begin、commit）另启动一次统计，那一次不计时。首次启动运行并等待的程序（如 npm）计入服务器。',
    columns: ['启动', '从执行命令到 Ready', '处理器时间：服务器与摄像头 + PostgreSQL + 判定进程', '语句数'],
    cold: '首次',
    warm: '再次',
    peer: '对照：空的 Node、已有数据目录的 PostgreSQL、什么都不做的 HTTP 服务器',
    steps: '再次启动时依次显示的步骤：',
    stepColumns: ['时间', '步骤'],
    quiet: (busy) => `测量时机器空闲：其他程序最多占用 ${busy} 个处理器。`,
    busy: (busy) => `**测量时机器并不空闲**：其他程序有时占用 ${busy} 个处理器，而启动本身要用两个。`,
    reading: '运行方式：`npm run bench -- starts`。启动的是已提交的代码。',
  },
];

const seconds = (value: number): string => `${value.toFixed(1)} s`;

function paragraphsOf(page: Words, { cold, warm, statements, peer }: Results): [string, ...string[]] {
  const again = middle(warm);
  const busy = Math.max(...[cold, ...warm].map(({ others }) => others));
  const startRow = (name: string, one: Started, asked: string): string => {
    const { server, database, judge } = one.processor;
    return row([
      name,
      seconds(one.seconds),
      `${server.toFixed(1)} + ${database.toFixed(1)} + ${seconds(judge)}`,
      asked,
    ]);
  };
  return [
    page.intro,
    tableOfRows(page.columns, [
      startRow(page.cold, cold, '–'),
      startRow(page.warm, again, String(statements)),
      row([page.peer, seconds(peer), '', '']),
    ]),
    page.steps,
    tableOfRows(
      page.stepColumns,
      again.steps.map(({ what, at }) => row([seconds(at), what])),
    ),
    busy <= QUIET_PROCESSORS ? page.quiet(busy.toFixed(2)) : page.busy(busy.toFixed(2)),
    page.reading,
  ];
}

export const { writeReport, reportText } = guidePages('starts', words, paragraphsOf);
