import { type GuideWords, guidePages, machineLine, row, tableOfRows } from '../guide-pages.ts';
import { QUIET_PROCESSORS } from '../machine.ts';
import { percentile } from '../samples.ts';
import { type Measured, middle } from './measured.ts';

export type Results = {
  /** Objects of 1 kB: each declared by a call of its own, or along with the commit before it. */
  small: { lanes: number; called: Measured[]; along: Measured[]; inserts: number }[];
  /** Objects of 2 MB, 32 cameras at once. */
  large: { one: Measured[]; workers: Measured[]; nginx: Measured[]; node: Measured[] };
  /** Bytes that each session of the region holds for itself. */
  sessions: number[];
};

const MOST_SESSION = 4_000_000;
/** Milliseconds of processor time an object of 2 MB may cost server and PostgreSQL: asked on a machine where a bare Node server spends 8.0. */
const MOST_SPENT = 14;
/** So as a multiple of that peer, which decides where others keep the machine busy. */
const MOST_OF_NODE = MOST_SPENT / 8;

const ratio = (ours: Measured[], peers: Measured[]): number =>
  peers.length === 0 ? Number.NaN : middle(ours).perSecond / middle(peers).perSecond;
const spent = ({ server, database }: Measured): number => server + database;
const busiest = ({ small, large }: Results): number =>
  Math.max(
    ...[...small.flatMap(({ called, along }) => [...called, ...along]), ...Object.values(large).flat()].map(
      ({ others }) => others,
    ),
  );

/** What was asked for, and whether it is so. */
export function verdictsOf(results: Results): { what: string; holds: boolean }[] {
  const { small, large, sessions } = results;
  const full = small.find(({ lanes }) => lanes === 32);
  const called = full ? middle(full.called) : undefined;
  const [median, most] = [percentile(sessions, 50), Math.max(...sessions)];
  const oneRatio = ratio(large.one, large.nginx);
  return [
    {
      what: `${called?.perSecond.toFixed(0)} object cycles a second at 32 devices (at least 370)`,
      holds: (called?.perSecond ?? 0) >= 370,
    },
    {
      what: `${called && spent(called).toFixed(1)} ms of processor time each (at most 5)`,
      holds: called !== undefined && spent(called) <= 5,
    },
    {
      what: `a session holds ${(median / 1e6).toFixed(1)} MB, the largest ${(most / 1e6).toFixed(1)} (at most ${MOST_SESSION / 1e6} at the median)`,
      holds: median <= MOST_SESSION,
    },
    { what: `2 MB in one process: ${oneRatio.toFixed(2)} × nginx (at least 0.30)`, holds: oneRatio >= 0.3 },
    {
      what: `2 MB in two processes: ${ratio(large.workers, large.nginx).toFixed(2)} × nginx (at least 0.40)`,
      holds: ratio(large.workers, large.nginx) >= 0.4,
    },
    processorTime(results),
  ];
}

function processorTime(results: Results): { what: string; holds: boolean } {
  const ours = spent(middle(results.large.one));
  const ofNode = ours / spent(middle(results.large.node));
  const isBusy = busiest(results) > QUIET_PROCESSORS;
  return {
    what: `${ours.toFixed(1)} ms of processor time each (at most ${MOST_SPENT}), ${ofNode.toFixed(2)} × a bare Node server (at most ${MOST_OF_NODE}, which decides where the machine is not quiet: it is ${isBusy ? 'not ' : ''}quiet)`,
    holds: isBusy ? ofNode <= MOST_OF_NODE : ours <= MOST_SPENT,
  };
}

type Words = GuideWords & {
  intro: string;
  smallColumns: readonly string[];
  called: (lanes: number) => string;
  along: (lanes: number) => string;
  inserts: (each: string) => string;
  largeColumns: readonly string[];
  large: Record<keyof Results['large'], string>;
  sessions: (median: string, most: string) => string;
  reading: string;
};

const words: readonly [Words, ...Words[]] = [
  {
    file: 'uploads-bench.md',
    heading: 'What recording costs',
    other: '[中文](uploads-bench.zh-CN.md)',
    intro:
      'Cameras put one object after the other: an object is declared, put and committed, and from the commit on it survives whatever happens. Database and objects are on the same disk and forced to it. Cameras, server and PostgreSQL share the machine; the processor time of each is told apart. Opening events, and what cameras hash beforehand, is not counted. Medians of three rounds of some seconds, after the server has warmed up, with two hundred partitions of each table.',
    smallColumns: [
      'objects of 1 kB',
      'objects a second',
      'p50 / p95',
      'processor time of server + PostgreSQL + cameras',
      'statements an object',
    ],
    called: (lanes) => `${lanes} at once, each declared by a call of its own`,
    along: (lanes) => `${lanes} at once, each declared along with the commit before it`,
    inserts: (each) =>
      `Beside it one row inserted and committed by that many sessions, eight at most, with nothing else to do: ${each} a second.`,
    largeColumns: [
      'objects of 2 MB, 32 at once',
      'objects a second',
      'of nginx',
      'p50 / p95',
      'processor time of server + PostgreSQL + cameras',
      'statements an object',
    ],
    large: {
      nginx: 'nginx, DAV: no hash, nothing forced to the disk, no database',
      node: 'a bare Node server: both hashes, forced to the disk, no database',
      one: 'Kaitong, one process',
      workers: 'Kaitong, two processes (`KAITONG_WORKERS=2`)',
    },
    sessions: (median, most) =>
      `Each session of the region’s database holds ${median} MB for itself at the median, ${most} MB at most.`,
    reading: 'The bench: `npm run bench -- uploads`. The peer needs Debian’s `nginx-light` or `nginx`.',
  },
  {
    file: 'uploads-bench.zh-CN.md',
    heading: '录像上传的开销',
    other: '[English](uploads-bench.md)',
    intro:
      '摄像头一个接一个地上传对象：先声明，再上传（PUT），最后提交；提交得到回答之后，无论发生什么都不会丢失。数据库和对象在同一块磁盘上，都强制落盘。摄像头、服务器和 PostgreSQL 共用这台机器，处理器时间分开统计。打开事件和摄像头事先计算哈希不计入。服务器预热之后每项测量三轮、每轮数秒，取中位数；每张表各有约两百个分区。',
    smallColumns: [
      '1 kB 的对象',
      '每秒对象数',
      'p50 / p95',
      '处理器时间：服务器 + PostgreSQL + 摄像头',
      '每个对象的语句数',
    ],
    called: (lanes) => `同时 ${lanes} 台，每个对象单独声明`,
    along: (lanes) => `同时 ${lanes} 台，由前一次提交顺带声明`,
    inserts: (each) => `对照：同样数量（最多八个）的会话只做单行插入并提交，每秒 ${each} 次。`,
    largeColumns: [
      '2 MB 的对象，同时 32 台',
      '每秒对象数',
      '与 nginx 之比',
      'p50 / p95',
      '处理器时间：服务器 + PostgreSQL + 摄像头',
      '每个对象的语句数',
    ],
    large: {
      nginx: 'nginx DAV：不计算哈希，不强制落盘，没有数据库',
      node: '最简单的 Node 服务器：计算两种哈希，强制落盘，没有数据库',
      one: '开通，单进程',
      workers: '开通，两个进程（`KAITONG_WORKERS=2`）',
    },
    sessions: (median, most) => `区域数据库的每个会话独占内存：中位数 ${median} MB，最多 ${most} MB。`,
    reading: '运行方式：`npm run bench -- uploads`。对照组需要 Debian 的 `nginx-light` 或 `nginx`。',
  },
];

const ms = (value: number): string => (value < 10 ? value.toFixed(1) : String(Math.round(value)));
const spread = ({ times }: Measured): string => `${ms(percentile(times, 50))} / ${ms(percentile(times, 95))} ms`;

function paragraphsOf(page: Words, results: Results): [string, ...string[]] {
  const { small, large, sessions } = results;
  const cost = ({ server, database, load }: Measured): string =>
    `${server.toFixed(1)} + ${database.toFixed(1)} + ${load.toFixed(1)} ms`;
  const smallRow = (name: string, rounds: Measured[]): string => {
    const one = middle(rounds);
    return row([name, one.perSecond.toFixed(0), spread(one), cost(one), one.statements.toFixed(1)]);
  };
  const largeRows = (['nginx', 'node', 'one', 'workers'] as const).flatMap((what) => {
    if (large[what].length === 0) return [];
    const one = middle(large[what]);
    const isPeer = what === 'nginx' || what === 'node';
    return row([
      page.large[what],
      one.perSecond.toFixed(0),
      large.nginx.length === 0 ? '–' : ratio(large[what], large.nginx).toFixed(2),
      spread(one),
      isPeer ? `${one.server.toFixed(1)} + 0 + ${one.load.toFixed(1)} ms` : cost(one),
      isPeer ? '–' : one.statements.toFixed(1),
    ]);
  });
  const busy = busiest(results);
  return [
    page.intro,
    tableOfRows(
      page.smallColumns,
      small.flatMap(({ lanes, called, along }) => [
        smallRow(page.called(lanes), called),
        smallRow(page.along(lanes), along),
      ]),
    ),
    page.inserts(small.map(({ inserts }) => inserts.toFixed(0)).join(' / ')),
    page.sessions((percentile(sessions, 50) / 1e6).toFixed(1), (Math.max(...sessions) / 1e6).toFixed(1)),
    tableOfRows(page.largeColumns, largeRows),
    machineLine(page, busy),
    page.reading,
  ];
}

export const { writeReport, reportText } = guidePages('uploads', words, paragraphsOf);
